namespace EventStore;

/// <summary>An event of an aggregate.</summary>
/// <param name="Number">Its place: 1, 2, 3 … within the aggregate.</param>
/// <param name="Payload">What happened.</param>
public sealed record StoredEvent(long Number, string Payload);
