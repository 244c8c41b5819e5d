using System.Diagnostics.Metrics;
using RaceSafe;
using StackExchange.Redis;

namespace EventStore;

/// <summary>Appends events to aggregates and replays them.</summary>
/// <remarks>
/// There is no second way to a number: when the server cannot be asked, the append fails, <c>eventstore.append.failures</c> counts it, and the
/// caller decides. A number that was made without the server would be somebody else's too.
/// </remarks>
/// <param name="database">Where the events are.</param>
/// <param name="limit">For so long an append asks an unreachable server again before it fails. Default: 10 s.</param>
public sealed class EventLog(IDatabase database, TimeSpan? limit = null)
{
    private static readonly Meter _meter = new("EventStore");
    private static readonly Counter<long> _failures = _meter.CreateCounter<long>("eventstore.append.failures", "{append}", "Appends that ended with an error.");
    private readonly TimeSpan _limit = limit ?? TimeSpan.FromSeconds(10);

    /// <summary>Appends an event. Returns its number: 1, 2, 3 …</summary>
    /// <param name="aggregate">The aggregate.</param>
    /// <param name="payload">What happened.</param>
    /// <param name="operation">The same for each repetition of one append. Default: a new one, for repetitions within this call.</param>
    /// <param name="cancellationToken">Ends the wait; the event may be stored.</param>
    /// <exception cref="ArgumentException">The aggregate has no name, or nothing happened.</exception>
    /// <exception cref="EventNotAppendedException">The server cannot be reached in time, or what it holds is no sequence.</exception>
    public async Task<long> AppendAsync(string aggregate, string payload, OperationId operation = default, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(aggregate);
        ArgumentNullException.ThrowIfNull(payload);
        if (operation.IsNone) operation = OperationId.New();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_limit);
        try
        {
            var number = await database.NextSequenceAsync(Keys.Sequence(aggregate), operation, deadline.Token);
            var stored = await database.HashCompareAndSetAsync(
                Keys.Events(aggregate), number, RedisValue.Null, payload, operationId: operation, cancellationToken: deadline.Token);
            if (stored.IsRefused) throw new InvalidOperationException($"Number {number} is taken: the sequence was set back.");

            await database.IncrementAsync(Keys.Total, operationId: operation, cancellationToken: deadline.Token);
            return number;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            _failures.Add(1);
            var reason = failure is OperationCanceledException ? new TimeoutException($"The server did not answer within {_limit.TotalSeconds:0} s.", failure) : failure;
            throw new EventNotAppendedException(aggregate, operation, reason);
        }
    }

    /// <summary>All events of an aggregate, in order.</summary>
    public async Task<IReadOnlyList<StoredEvent>> ReplayAsync(string aggregate, CancellationToken cancellationToken = default)
    {
        var entries = await database.HashGetAllAsync(Keys.Events(aggregate)).WaitAsync(cancellationToken);
        return [.. entries.Select(entry => new StoredEvent((long)entry.Name, entry.Value.ToString())).OrderBy(stored => stored.Number)];
    }

    /// <summary>Events of all aggregates.</summary>
    public async Task<long> TotalAsync(CancellationToken cancellationToken = default) =>
        (long)await database.StringGetAsync(Keys.Total).WaitAsync(cancellationToken);
}
