namespace RaceSafe;

/// <summary>The answer of an atomic operation: the value, and whether the operation took place.</summary>
/// <param name="Value">
/// After <see cref="AtomicOutcome.Applied"/> the value that this call made, after <see cref="AtomicOutcome.Replayed"/> the value that the
/// first call made, after <see cref="AtomicOutcome.Refused"/> the value that stood in the way.
/// </param>
/// <param name="Outcome">Whether the operation took place.</param>
/// <typeparam name="T">Type of the value.</typeparam>
public readonly record struct AtomicResult<T>(T Value, AtomicOutcome Outcome)
{
    /// <summary>True when the operation took place exactly once, by this call or by an earlier one with the same operation id.</summary>
    public bool Succeeded => Outcome != AtomicOutcome.Refused;

    /// <summary>True when the condition did not hold and nothing was changed.</summary>
    public bool IsRefused => Outcome == AtomicOutcome.Refused;
}

/// <summary>Makes <see cref="AtomicResult{T}"/> values without spelling their type.</summary>
public static class AtomicResult
{
    /// <summary>The operation changed the location to <paramref name="value"/>.</summary>
    public static AtomicResult<T> Applied<T>(T value) => new(value, AtomicOutcome.Applied);

    /// <summary>An earlier call with the same operation id made <paramref name="value"/>.</summary>
    public static AtomicResult<T> Replayed<T>(T value) => new(value, AtomicOutcome.Replayed);

    /// <summary>Nothing was changed; <paramref name="current"/> stood in the way.</summary>
    public static AtomicResult<T> Refused<T>(T current) => new(current, AtomicOutcome.Refused);
}
