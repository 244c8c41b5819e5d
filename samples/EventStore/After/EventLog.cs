using System.Diagnostics.Metrics;
using RaceSafe;
using StackExchange.Redis;

namespace EventStore;

/// <summary>Appends events to aggregates and replays them.</summary>
/// <remarks>
/// There is no second way to a number: when the server cannot be asked, the append fails, <c>eventstore.append.failures</c> counts it, and the
/// caller decides. A number that was made without the server would be somebody else's too.
/// </remarks>
public sealed class EventLog(IDatabase database)
{
    private static readonly Meter _meter = new("EventStore");
    private static readonly Counter<long> _failures = _meter.CreateCounter<long>("eventstore.append.failures", "{append}", "Appends that ended with an error.");

    /// <summary>Appends an event. Returns its number: 1, 2, 3 …</summary>
    /// <param name="aggregate">The aggregate.</param>
    /// <param name="payload">What happened.</param>
    /// <param name="operation">The same for each repetition of one append. Default: a new one, for repetitions within this call.</param>
    /// <param name="cancellationToken">Ends the wait; the event may be stored.</param>
    /// <exception cref="EventNotAppendedException">The server cannot be reached in time, or what it holds is no sequence.</exception>
    public async Task<long> AppendAsync(string aggregate, string payload, OperationId operation = default, CancellationToken cancellationToken = default)
    {
        if (operation.IsNone) operation = OperationId.New();
        try
        {
            var number = await database.NextSequenceAsync(Keys.Sequence(aggregate), operation, cancellationToken);
            var stored = await database.HashCompareAndSetAsync(
                Keys.Events(aggregate), number, RedisValue.Null, payload, operationId: operation, cancellationToken: cancellationToken);
            if (stored.IsRefused) throw new InvalidOperationException($"Number {number} is taken: the sequence was set back.");

            await database.IncrementAsync(Keys.Total, operationId: operation, cancellationToken: cancellationToken);
            return number;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            _failures.Add(1);
            throw new EventNotAppendedException(aggregate, operation, failure);
        }
    }

    /// <summary>All events of an aggregate, in order.</summary>
    public async Task<IReadOnlyList<StoredEvent>> ReplayAsync(string aggregate)
    {
        var entries = await database.HashGetAllAsync(Keys.Events(aggregate));
        return [.. entries.Select(entry => new StoredEvent((long)entry.Name, entry.Value.ToString())).OrderBy(stored => stored.Number)];
    }

    /// <summary>Events of all aggregates.</summary>
    public async Task<long> TotalAsync() => (long)await database.StringGetAsync(Keys.Total);
}
