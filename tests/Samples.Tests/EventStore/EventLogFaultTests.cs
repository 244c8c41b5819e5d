using System.Diagnostics.Metrics;
using System.Text;
using EventStore;
using RaceSafe.Proxies;
using RaceSafe.Samples.Tests.Servers;
using StackExchange.Redis;

namespace RaceSafe.Samples.Tests.EventStore;

/// <summary>Whatever fails, there is an error and a figure, and never a number that somebody else has too.</summary>
[Collection(SampleCollection.Name)]
public sealed class EventLogFaultTests(SampleServers servers)
{
    private readonly string _aggregate = $"order-{Guid.NewGuid():N}";

    [Theory, On(Store.Garnet), On(Store.Redis)]
    public async Task A_sequence_that_holds_no_integer_is_a_clear_error_and_nothing_is_stored(Store store)
    {
        var database = (await servers.ConnectAsync(store)).GetDatabase();
        await database.StringSetAsync(Keys.Sequence(_aggregate), "seven");
        using var failures = new FailureCount();

        var error = await Assert.ThrowsAsync<EventNotAppendedException>(() => new EventLog(database).AppendAsync(_aggregate, "paid"));

        var reason = Assert.IsType<WrongValueTypeException>(error.InnerException);
        Assert.Equal((string?)Keys.Sequence(_aggregate), reason.Key);
        Assert.Contains("seven", reason.Message);
        Assert.Equal(1, failures.Value);
        Assert.Empty(await new EventLog(database).ReplayAsync(_aggregate));
    }

    [Theory, On(Store.Garnet), On(Store.Redis)]
    public async Task A_sequence_that_was_set_back_is_an_error_and_overwrites_no_event(Store store)
    {
        var database = (await servers.ConnectAsync(store)).GetDatabase();
        var log = new EventLog(database);
        await log.AppendAsync(_aggregate, "opened");
        await database.KeyDeleteAsync(Keys.Sequence(_aggregate));

        await Assert.ThrowsAsync<EventNotAppendedException>(() => log.AppendAsync(_aggregate, "closed"));
        Assert.Equal([new StoredEvent(1, "opened")], await log.ReplayAsync(_aggregate));
    }

    [Theory, On(Store.Garnet), On(Store.Redis)]
    public async Task Lost_replies_leave_no_gap_and_no_duplicate(Store store)
    {
        const int appends = 60;
        var random = new Random(1);
        await using var way = await Way.ToAsync(await servers.StartAsync(store));
        way.Proxy.Plan = request => IsScript(request) && random.Next(5) == 0 ? new(FaultKind.DropReply) : Fault.None;
        var log = new EventLog(way.Connection.GetDatabase());

        var numbers = new List<long>();
        for (var i = 0; i < appends; i++) numbers.Add(await log.AppendAsync(_aggregate, $"event {i}"));

        Assert.NotEqual(0, way.Proxy.Faults);
        Assert.Equal(Enumerable.Range(1, appends).Select(n => (long)n), numbers);
        way.Proxy.Plan = _ => Fault.None;
        Assert.Equal(Enumerable.Range(0, appends).Select(i => $"event {i}"), (await log.ReplayAsync(_aggregate)).Select(stored => stored.Payload));
    }

    [Theory, On(Store.Redis)]
    public async Task A_lost_connection_is_an_error_and_a_figure_and_the_append_can_be_repeated(Store store)
    {
        await using var way = await Way.ToAsync(await servers.StartAsync(store));
        var log = new EventLog(way.Connection.GetDatabase());
        await log.AppendAsync(_aggregate, "opened");
        using var failures = new FailureCount();

        way.Proxy.Refuses = true;
        var hasty = new EventLog(way.Connection.GetDatabase(), limit: TimeSpan.FromSeconds(1));
        var error = await Assert.ThrowsAsync<EventNotAppendedException>(() => hasty.AppendAsync(_aggregate, "paid"));
        Assert.Equal($"The event was not appended to '{_aggregate}': The server did not answer within 1 s.", error.Message);
        Assert.Equal(1, failures.Value);

        way.Proxy.Refuses = false;
        Assert.Equal(2, await log.AppendAsync(_aggregate, "paid", error.Operation));
        Assert.Equal(["opened", "paid"], (await log.ReplayAsync(_aggregate)).Select(stored => stored.Payload));
    }

    [Fact]
    public async Task What_names_no_aggregate_or_no_event_is_refused_before_a_number_is_taken()
    {
        var log = new EventLog((await servers.ConnectAsync(Store.Garnet)).GetDatabase());

        await Assert.ThrowsAsync<ArgumentException>(() => log.AppendAsync(" ", "paid"));
        await Assert.ThrowsAsync<ArgumentNullException>(() => log.AppendAsync(_aggregate, null!));

        Assert.Equal(1, await log.AppendAsync(_aggregate, "paid"));
    }

    [Fact]
    public async Task A_caller_who_leaves_is_no_failure_of_the_store()
    {
        var log = new EventLog((await servers.ConnectAsync(Store.Garnet)).GetDatabase());
        using var failures = new FailureCount();
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => log.AppendAsync(_aggregate, "paid", cancellationToken: gone.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => log.ReplayAsync(_aggregate, gone.Token));

        Assert.Equal(0, failures.Value);
        Assert.Equal(1, await log.AppendAsync(_aggregate, "paid"));
    }

    private static bool IsScript(ReadOnlyMemory<byte> request)
    {
        var text = Encoding.ASCII.GetString(request.Span);
        return text.Contains("\nEVALSHA\r") || text.Contains("\nEVAL\r");
    }

    /// <summary>Listens to the figure of failed appends.</summary>
    private sealed class FailureCount : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _value;

        public FailureCount()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "eventstore.append.failures") listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, amount, _, _) => Interlocked.Add(ref _value, amount));
            _listener.Start();
        }

        public long Value => Interlocked.Read(ref _value);

        public void Dispose() => _listener.Dispose();
    }

    /// <summary>A way to a server that fails on demand.</summary>
    private sealed class Way(FaultProxy proxy, ConnectionMultiplexer connection) : IAsyncDisposable
    {
        public FaultProxy Proxy => proxy;

        public ConnectionMultiplexer Connection => connection;

        public static async Task<Way> ToAsync(RaceSafe.Servers.ServerProcess server)
        {
            var proxy = new FaultProxy(server.Port);
            return new(proxy, await ConnectionMultiplexer.ConnectAsync(
                $"127.0.0.1:{proxy.Port},abortConnect=false,connectTimeout=1000,syncTimeout=5000,connectRetry=1,$SUBSCRIBE=,$CLUSTER="));
        }

        public async ValueTask DisposeAsync()
        {
            connection.Dispose();
            await proxy.DisposeAsync();
        }
    }
}
