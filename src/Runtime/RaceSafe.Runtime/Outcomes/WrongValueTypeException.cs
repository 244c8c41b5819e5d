namespace RaceSafe;

/// <summary>A key holds something that the operation cannot work on, such as text where a counter is expected. Nothing was changed.</summary>
/// <param name="key">The key.</param>
/// <param name="held">What the key holds, in words.</param>
/// <param name="expected">What the operation needs, in words.</param>
/// <param name="innerException">The store's own failure, if it reported one.</param>
public sealed class WrongValueTypeException(string key, string held, string expected, Exception? innerException = null)
    : InvalidOperationException($"Key '{key}' holds {held}; {expected} was expected.", innerException)
{
    /// <summary>The key.</summary>
    public string Key { get; } = key;

    /// <summary>What the key holds, in words.</summary>
    public string Held { get; } = held;
}
