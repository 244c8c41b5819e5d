using StackExchange.Redis;

namespace EventStore;

/// <summary>Appends events to aggregates and replays them.</summary>
public sealed class EventLog(IDatabase database)
{
    /// <summary>Appends an event. Returns its number.</summary>
    public async Task<long> AppendAsync(string aggregate, string payload)
    {
        var current = await CurrentSequenceAsync(aggregate);
        var next = current + 1;
        await database.StringSetAsync(Keys.Sequence(aggregate), next); // RACE2002 by hand: the read stands in a helper, which may serve others

        await database.HashSetAsync(Keys.Events(aggregate), next, payload);
        var total = (long)await database.StringGetAsync(Keys.Total);
        await database.StringSetAsync(Keys.Total, total + 1); // RACE2002
        return next;
    }

    /// <summary>All events of an aggregate, in order.</summary>
    public async Task<IReadOnlyList<StoredEvent>> ReplayAsync(string aggregate)
    {
        var entries = await database.HashGetAllAsync(Keys.Events(aggregate));
        return [.. entries.Select(entry => new StoredEvent((long)entry.Name, entry.Value.ToString())).OrderBy(stored => stored.Number)];
    }

    /// <summary>Events of all aggregates.</summary>
    public async Task<long> TotalAsync() => (long)await database.StringGetAsync(Keys.Total);

    private async Task<long> CurrentSequenceAsync(string aggregate)
    {
        var value = await database.StringGetAsync(Keys.Sequence(aggregate));
        return value.IsNull ? 0 : (long)value;
    }
}
