using StackExchange.Redis;

namespace RaceSafe;

/// <summary>How many replicas must have a write before it is acknowledged, and how long they may take (the command WAIT).</summary>
/// <param name="Replicas">At least 1.</param>
/// <param name="Timeout">1 ms to one minute.</param>
/// <remarks>
/// Narrows the loss of acknowledged writes at a failover and does not close it: a replica that has not got a write may still be promoted, unless it is the one that was waited for. While the server
/// waits it answers nothing else on the connection, so give the store a connection of its own. For one master with its replicas; a cluster is refused.
/// </remarks>
public sealed record ReplicaAcks(int Replicas, TimeSpan Timeout)
{
    internal string? FindError() =>
        Replicas < 1 ? $"{nameof(Replicas)} must be at least 1, not {Replicas}"
        : Timeout < TimeSpan.FromMilliseconds(1) || Timeout > TimeSpan.FromMinutes(1) ? $"{nameof(Timeout)} must be between 1 ms and one minute, not {Timeout}"
        : null;

    /// <summary>
    /// Asks the master, right behind a write on the same connection. Should the connection break in between, the question goes over the next one and is about all writes up to then, this one
    /// included: the server remembers with every command of a connection how far its writes are.
    /// </summary>
    internal Task<RedisResult> AskAsync(IDatabase database)
    {
        var asked = database.ExecuteAsync("WAIT", [Replicas, (long)Math.Ceiling(Timeout.TotalMilliseconds)], CommandFlags.DemandMaster);
        _ = asked.ContinueWith(static late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default); // nobody asks when the write itself failed
        return asked;
    }

    /// <summary>Refuses a cluster, before anything is sent.</summary>
    internal static void CheckServers(IDatabase database)
    {
        if (database.Multiplexer.GetEndPoints().Any(place => database.Multiplexer.GetServer(place).ServerType == ServerType.Cluster))
            throw new NotSupportedException($"{nameof(ReplicaAcks)} is for one master with its replicas: in a cluster the question would go to any of its masters.");
    }

    /// <summary>Waits for the answer.</summary>
    /// <param name="asked">The question, on its way.</param>
    /// <param name="patience">How long the answer may take, beyond <see cref="Timeout"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="UnderReplicatedException">Too few replicas have the write.</exception>
    internal async ValueTask CheckAsync(Task<RedisResult> asked, TimeSpan patience, CancellationToken cancellationToken)
    {
        await BoundedReply.Of(asked, Timeout + patience, cancellationToken).ConfigureAwait(false);
        var acknowledged = (int)asked.Result;
        if (acknowledged < Replicas) throw new UnderReplicatedException(acknowledged, this);
    }
}

/// <summary>
/// A write is on the master and on fewer replicas than <see cref="RedisAtomicStoreOptions.ReplicaAcks"/> asks for: a failover now may lose it. It was applied; do not repeat it without an operation id.
/// </summary>
/// <param name="acknowledged">Replicas that have it.</param>
/// <param name="asked">What was asked for.</param>
public sealed class UnderReplicatedException(int acknowledged, ReplicaAcks asked)
    : Exception($"The write was applied, and within {asked.Timeout.TotalMilliseconds:0} ms {acknowledged} of {asked.Replicas} replicas had it: a failover may lose it.")
{
    /// <summary>Replicas that have the write.</summary>
    public int Acknowledged { get; } = acknowledged;
}
