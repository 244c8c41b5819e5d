using EventStore;
using RaceSafe.Samples.Tests.Servers;

namespace RaceSafe.Samples.Tests.EventStore;

[Collection(SampleCollection.Name)]
public sealed class EventLogTests(SampleServers servers)
{
    private readonly string _aggregate = $"order-{Guid.NewGuid():N}";

    [Theory, On(Store.Garnet), On(Store.Redis)]
    public async Task Three_calls_one_after_the_other_rise_by_one(Store store)
    {
        var log = await OpenAsync(store);

        Assert.Equal(1, await log.AppendAsync(_aggregate, "opened"));
        Assert.Equal(2, await log.AppendAsync(_aggregate, "item added"));
        Assert.Equal(3, await log.AppendAsync(_aggregate, "closed"));
    }

    [Theory, On(Store.Garnet), On(Store.Redis)]
    public async Task A_hundred_callers_at_once_get_a_hundred_distinct_contiguous_numbers(Store store)
    {
        var log = await OpenAsync(store);

        var numbers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => log.AppendAsync(_aggregate, $"event {i}"))));

        Assert.Equal(Enumerable.Range(1, 100).Select(n => (long)n), numbers.Order());
    }

    [Theory, On(Store.Garnet), On(Store.Redis)]
    public async Task Replay_finds_every_event_once_in_order_under_the_number_its_caller_got(Store store)
    {
        var log = await OpenAsync(store);
        var given = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(async () => new StoredEvent(await log.AppendAsync(_aggregate, $"event {i}"), $"event {i}"))));

        Assert.Equal(given.OrderBy(one => one.Number), await log.ReplayAsync(_aggregate));
    }

    [Theory, On(Store.Garnet), On(Store.Redis)]
    public async Task Aggregates_have_numbers_of_their_own(Store store)
    {
        var log = await OpenAsync(store);
        await log.AppendAsync(_aggregate, "opened");

        Assert.Equal(1, await log.AppendAsync(_aggregate + "-other", "opened"));
        Assert.Empty(await log.ReplayAsync(_aggregate + "-none"));
    }

    [Theory, On(Store.Garnet), On(Store.Redis)]
    public async Task An_append_repeated_by_its_caller_gets_its_number_again_and_is_stored_once(Store store)
    {
        var log = await OpenAsync(store);
        var operation = new OperationId($"message 4711 of {_aggregate}");
        var total = await log.TotalAsync();
        var first = await log.AppendAsync(_aggregate, "paid", operation);
        await log.AppendAsync(_aggregate, "shipped");

        Assert.Equal(first, await log.AppendAsync(_aggregate, "paid", operation));
        Assert.Equal(["paid", "shipped"], (await log.ReplayAsync(_aggregate)).Select(stored => stored.Payload));
        Assert.Equal(total + 2, await log.TotalAsync());
    }

    private async Task<EventLog> OpenAsync(Store store) => new((await servers.ConnectAsync(store)).GetDatabase());
}
