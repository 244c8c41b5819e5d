using System.Data.Common;
using Npgsql;
using RaceSafe.Servers;

namespace RaceSafe.Runtime.Sql.Tests.Faults;

/// <summary>
/// What becomes of a count when the network loses requests and replies. Without an operation id an unknown outcome is reported as unknown; with one the count
/// is exact, no caller sees a failure, and each gets the number of its own increment.
/// </summary>
[Collection(PostgresCollection.Name)]
public sealed class LostReplyTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const int Calls = 60, EveryNth = 5;
    private const string Marker = "racesafe_";

    private readonly string _table = $"counted_{Guid.NewGuid():N}";
    private readonly string _name = Guid.NewGuid().ToString("N");
    private LossyProxy _proxy = null!;
    private NpgsqlDataSource _source = null!;

    public static TheoryData<string, Loss> Cases
    {
        get
        {
            var cases = new TheoryData<string, Loss>();
            foreach (var operation in new[] { "increment", "try", "upsert", "sequence", "store increment", "store try", "store hash" })
                foreach (var loss in new[] { Loss.Reply, Loss.Request, Loss.Reset }) cases.Add(operation, loss);
            return cases;
        }
    }

    public async Task InitializeAsync()
    {
        if (PostgresServer.Binaries is null) return;
        await using var command = postgres.Source.CreateCommand($"CREATE TABLE {_table} (id int PRIMARY KEY, racesafe_n int NOT NULL, version int NOT NULL DEFAULT 1); INSERT INTO {_table} VALUES (1, 0)");
        await command.ExecuteNonQueryAsync();
        _proxy = new LossyProxy(postgres.Server.Port);
        _source = postgres.Through(_proxy.Port, ";Command Timeout=2");
    }

    public async Task DisposeAsync()
    {
        if (_source is null) return;
        await _source.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [RealServerTheory(RealServer.Postgres), MemberData(nameof(Cases))]
    public async Task Without_an_operation_id_every_loss_is_reported_as_unknown_and_nothing_is_repeated(string operation, Loss loss)
    {
        _proxy.LoseEvery(EveryNth, MarkerOf(operation), loss);
        var (acknowledged, unknown) = (new List<long>(), 0);
        for (var i = 0; i < Calls; i++)
        {
            try
            {
                acknowledged.Add(await CountAsync(operation, OperationId.None));
            }
            catch (OutcomeUnknownException e)
            {
                unknown++;
                Assert.Equal(Confirmation.Unknown, await e.ConfirmAsync());
            }
        }

        Assert.True(unknown >= Calls / EveryNth / 2, $"only {unknown} losses");
        Assert.Equal(_proxy.Losses, unknown);
        Assert.Equal(Calls, acknowledged.Count + unknown);
        Assert.Equal(acknowledged.Count, acknowledged.Distinct().Count());
        _proxy.Plan = _ => Loss.None;
        var total = await CountAsync(operation, OperationId.None) - 1;
        Assert.InRange(total, acknowledged.Count, Calls);
        if (!operation.StartsWith("store", StringComparison.Ordinal)) Assert.Equal(loss == Loss.Request ? acknowledged.Count : Calls, total);
    }

    [RealServerTheory(RealServer.Postgres), MemberData(nameof(Cases))]
    public async Task With_an_operation_id_the_count_is_exact_and_each_caller_gets_its_number(string operation, Loss loss)
    {
        _proxy.LoseEvery(EveryNth, MarkerOf(operation), loss);
        var numbers = new List<long>();
        for (var i = 0; i < Calls; i++) numbers.Add(await CountAsync(operation, OperationId.New()));
        Assert.True(_proxy.Losses >= Calls / EveryNth, $"only {_proxy.Losses} losses");
        Assert.Equal(Enumerable.Range(1, Calls).Select(n => (long)n), numbers);
    }

    [RealServerFact(RealServer.Postgres)]
    public async Task Row_inserts_and_versioned_updates_with_an_operation_id_are_applied_once_over_lost_replies()
    {
        for (var i = 0; i < 10; i++)
        {
            _proxy.LoseFirst(2, "DO NOTHING", Loss.Reply);
            var inserted = await _source.InsertIfAbsentAsync(_table, ("id", 100 + i), new Dictionary<string, object?> { ["racesafe_n"] = i }, OperationId.New());
            Assert.Equal((AtomicOutcome.Replayed, i), (inserted.Outcome, (int)inserted.Value["racesafe_n"]!));

            _proxy.LoseFirst(2, "racesafe_change", Loss.Reply);
            var updated = await _source.UpdateIfVersionAsync(_table, ("id", 100 + i), "version", 1, new Dictionary<string, object?> { ["racesafe_n"] = 7 }, OperationId.New());
            Assert.Equal(AtomicResult.Replayed<long?>(2), updated);
        }
    }

    [RealServerFact(RealServer.Postgres)]
    public async Task The_store_replaces_and_takes_once_over_lost_replies()
    {
        var store = new SqlAtomicStore(_source);
        _proxy.LoseEvery(3, "COMMIT", Loss.Reply);
        byte[]? held = null;
        for (byte i = 0; i < 20; i++)
        {
            Assert.True((await store.CompareAndSetAsync(_name, held, [i], operationId: OperationId.New())).Succeeded);
            held = [i];
        }

        for (byte i = 0; i < 20; i++)
        {
            await store.SetAsync(_name, [i]);
            var taken = await store.TakeAsync(_name, OperationId.New());
            Assert.True(taken.Succeeded);
            Assert.Equal([i], taken.Value!);
            Assert.True((await store.TryClaimAsync($"{_name} {i}", [i])).Succeeded);
        }

        Assert.True(_proxy.Losses > 10);
    }

    [RealServerFact(RealServer.Postgres)]
    public async Task A_server_that_falls_silent_is_unknown_after_the_time_out_and_can_be_asked_later()
    {
        _proxy.LoseEvery(1, Marker, Loss.Silence);
        var id = OperationId.New();
        var once = new AtomicStoreOptions { Retry = RetryPolicy.None };
        var error = await Assert.ThrowsAsync<OutcomeUnknownException>(() => _source.IncrementAsync(_table, ("id", 1), "racesafe_n", 1, id, once));
        Assert.Equal(("postgresql", id), (error.Backend, error.OperationId));
        _proxy.Plan = _ => Loss.None;
        Assert.Equal(Confirmation.Applied, await error.ConfirmAsync());
        Assert.Equal(1, await _source.IncrementAsync(_table, ("id", 1), "racesafe_n", 1, id));

        _proxy.LoseEvery(1, Marker, Loss.Request);
        error = await Assert.ThrowsAsync<OutcomeUnknownException>(() => _source.IncrementAsync(_table, ("id", 1), "racesafe_n", 1, OperationId.New(), once));
        _proxy.Plan = _ => Loss.None;
        Assert.Equal(Confirmation.NotApplied, await error.ConfirmAsync());
    }

    [RealServerFact(RealServer.Postgres)]
    public async Task A_slow_network_changes_nothing()
    {
        _proxy.LoseEvery(3, Marker, Loss.Late);
        var numbers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => CountAsync("increment", OperationId.None))));
        Assert.Equal(Enumerable.Range(1, 20).Select(n => (long)n), numbers.Order());
    }

    // Of the store's two requests the second, which writes and commits, is the one whose loss matters.
    private static string MarkerOf(string operation) => operation.StartsWith("store", StringComparison.Ordinal) ? "COMMIT" : Marker;

    private async Task<long> CountAsync(string operation, OperationId id)
    {
        var store = new SqlAtomicStore(_source);
        return operation switch
        {
            "increment" => (await _source.IncrementAsync(_table, ("id", 1), "racesafe_n", 1, id))!.Value,
            "try" => (await _source.TryIncrementAsync(_table, ("id", 1), "racesafe_n", 1, max: 1000, operationId: id)).Value!.Value,
            "upsert" => await _source.UpsertIncrementAsync(_table, ("id", 2), "racesafe_n", 1, operationId: id),
            "sequence" => await _source.NextSequenceAsync(_name, id),
            "store increment" => (await store.IncrementAsync(_name, operationId: id)).Value,
            "store try" => (await store.TryIncrementAsync(_name, max: 1000, operationId: id)).Value,
            _ => (await store.HashIncrementAsync(_name, "f", operationId: id)).Value,
        };
    }
}
