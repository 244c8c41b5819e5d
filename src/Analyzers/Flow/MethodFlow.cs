using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Flow.Locks;

namespace RaceSafe.Analyzers.Flow;

/// <summary>
/// What one method does to stores: the accesses in order, what depends on what, the guards, and what it gives back.
/// It is both what the rules look at and the summary that callers apply.
/// </summary>
internal sealed class MethodFlow
{
    public static MethodFlow Nothing { get; } = new();

    public IMethodSymbol? Method { get; init; }

    /// <summary>Every access, in the order in which the method body mentions them.</summary>
    public ImmutableArray<Access> Accesses { get; init; } = ImmutableArray<Access>.Empty;

    /// <summary>The accesses that read, by <see cref="Access.ReadIndex"/>.</summary>
    public ImmutableArray<Access> Reads { get; init; } = ImmutableArray<Access>.Empty;

    public ImmutableArray<HeldGuard> Guards { get; init; } = ImmutableArray<HeldGuard>.Empty;

    /// <summary>What the method returns, on any path.</summary>
    public FlowValue Returned { get; init; }

    /// <summary>What it leaves in its out and ref parameters, by ordinal.</summary>
    public ImmutableDictionary<int, FlowValue> Outs { get; init; } = ImmutableDictionary<int, FlowValue>.Empty;

    /// <summary>Reads that may make it throw, as bits: <c>if (Status != Status.Open) throw …</c></summary>
    public ulong Refusals { get; init; }

    /// <summary>Guards still held when the method returns, as bits.</summary>
    public uint HeldAtExit { get; init; }

    /// <summary>Delegate parameters that the method invokes, by ordinal, and whether it does so under a lock.</summary>
    public ImmutableDictionary<int, bool> Invokes { get; init; } = ImmutableDictionary<int, bool>.Empty;

    /// <summary>What delegate parameters are handed when the method invokes them, by ordinal, and how many accesses come before.</summary>
    public ImmutableDictionary<int, (int Before, ImmutableArray<FlowValue> Arguments)> Handed { get; init; } = ImmutableDictionary<int, (int, ImmutableArray<FlowValue>)>.Empty;

    /// <summary>The reads of a set of bits.</summary>
    public IEnumerable<Access> ReadsIn(ulong bits)
    {
        foreach (var read in Reads)
            if ((read.ReadBit & bits) != 0) yield return read;
    }

    /// <summary>The guards of a set of bits.</summary>
    public IEnumerable<HeldGuard> GuardsIn(uint bits)
    {
        foreach (var guard in Guards)
            if ((guard.Bit & bits) != 0) yield return guard;
    }
}
