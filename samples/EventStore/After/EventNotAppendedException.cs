using RaceSafe;

namespace EventStore;

/// <summary>
/// An event could not be appended, or nobody knows whether it was. Append again with <see cref="Operation"/>: it gets the number that it may already
/// have, and is stored once.
/// </summary>
public sealed class EventNotAppendedException(string aggregate, OperationId operation, Exception reason)
    : Exception($"The event was not appended to '{aggregate}': {reason.Message}", reason)
{
    /// <summary>The id under which the append may be repeated.</summary>
    public OperationId Operation { get; } = operation;
}
