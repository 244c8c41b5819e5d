namespace RaceSafe;

/// <summary>What became of an atomic operation that reported back.</summary>
public enum AtomicOutcome
{
    /// <summary>This call changed the location.</summary>
    Applied,

    /// <summary>An earlier call with the same operation id changed the location; this call changed nothing and returns the first result.</summary>
    Replayed,

    /// <summary>The condition did not hold; nothing was changed.</summary>
    Refused,
}
