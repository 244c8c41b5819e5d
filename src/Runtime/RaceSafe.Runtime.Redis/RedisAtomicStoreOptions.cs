namespace RaceSafe;

/// <summary>Options of the Redis back end.</summary>
public sealed class RedisAtomicStoreOptions : AtomicStoreOptions
{
    /// <summary>Number of the database; -1 takes the one that the connection is configured with. Default -1.</summary>
    public int Database { get; set; } = -1;

    /// <summary>Put before every key, operation records included. Default empty.</summary>
    public string KeyPrefix { get; set; } = "";

    /// <summary>
    /// How long one attempt may wait for its reply before the outcome counts as unknown. 1 ms to one day. Default 5 s. Asynchronous calls of
    /// StackExchange.Redis 2 and later, and all synchronous calls, are bounded by the client's own timeout too: the shorter one decides.
    /// </summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// True: a call fails at once while the client has no connection. False: it is repeated until <see cref="RetryPolicy.TotalBudget"/> is used up,
    /// which rides out a restart of the server. Default false.
    /// </summary>
    public bool FailFastWhenDisconnected { get; set; }

    /// <summary>
    /// Replicas that must have a write before it is acknowledged; with fewer the call throws <see cref="UnderReplicatedException"/>, and a lock is not had. Costs the way to the replica. Default null:
    /// the master alone decides.
    /// </summary>
    public ReplicaAcks? ReplicaAcks { get; set; }

    /// <inheritdoc/>
    protected override IEnumerable<string> FindErrors()
    {
        foreach (var error in base.FindErrors()) yield return error;
        if (Database < -1) yield return $"{nameof(Database)} must be -1 or a database number, not {Database}.";
        if (KeyPrefix is null) yield return $"{nameof(KeyPrefix)} must not be null.";
        if (AttemptTimeout < TimeSpan.FromMilliseconds(1) || AttemptTimeout > TimeSpan.FromDays(1))
            yield return $"{nameof(AttemptTimeout)} must be between 1 ms and one day, not {AttemptTimeout}.";
        if (ReplicaAcks?.FindError() is { } acks) yield return $"{nameof(ReplicaAcks)}.{acks}.";
    }
}
