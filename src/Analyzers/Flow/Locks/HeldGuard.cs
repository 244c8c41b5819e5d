using Microsoft.CodeAnalysis;

namespace RaceSafe.Analyzers.Flow.Locks;

/// <summary>What kind of guard is held.</summary>
internal enum GuardKind
{
    /// <summary>One holder at a time: a monitor, a mutex, a semaphore of one, the write side of a reader-writer lock.</summary>
    Exclusive,

    /// <summary>The read side of a reader-writer lock: others may read, nobody may write.</summary>
    Shared,

    /// <summary>A semaphore that lets several in.</summary>
    Counting,
}

/// <summary>A guard that the method takes somewhere.</summary>
/// <param name="Token">What was locked: the monitor's object, the semaphore, the scope object that a wrapper returned.</param>
/// <param name="Acquisition">The call that takes it.</param>
/// <param name="Kind">How exclusive it is.</param>
/// <param name="Bit">Its bit in <see cref="FlowState.Held"/>.</param>
internal sealed record HeldGuard(Sym Token, IOperation Acquisition, GuardKind Kind, uint Bit);
