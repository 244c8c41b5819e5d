namespace RaceSafe;

/// <summary>When an operation sets a key's time to live.</summary>
public enum TtlMode
{
    /// <summary>Only when the key has none: on creation, and to heal a key that would live for ever. The window is fixed.</summary>
    OnCreate,

    /// <summary>Every time the operation is applied. The window slides.</summary>
    Sliding,
}

/// <summary>What a conditional increment does when the sum would leave the range.</summary>
public enum LimitMode
{
    /// <summary>Nothing is changed and the outcome is <see cref="AtomicOutcome.Refused"/>.</summary>
    Reject,

    /// <summary>The value becomes the nearest limit and the outcome is <see cref="AtomicOutcome.Applied"/>.</summary>
    Saturate,
}
