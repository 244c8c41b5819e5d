using System.Data.Common;
using RaceSafe.Runtime.Tests.Contract;
using RaceSafe.Servers;

namespace RaceSafe.Runtime.Sql.Tests.Counters;

/// <summary>The counter of the ticketing system, events.confirmed_spots, against the confirmed registrations, for each database.</summary>
public abstract class CounterContract : IAsyncLifetime
{
    private readonly string _events = $"events_{Guid.NewGuid():N}", _registrations = $"registrations_{Guid.NewGuid():N}";

    protected abstract DbDataSource Source { get; }

    private CounterRule Rule => new()
    {
        Table = _events, KeyColumn = "id", Column = "confirmed_spots",
        SourceTable = _registrations, SourceKeyColumn = "event_id", SourceColumn = "spots", SourceFilter = "status = @status",
        SourceFilterValues = new Dictionary<string, object?> { ["status"] = "confirmed" },
    };

    public virtual async Task InitializeAsync()
    {
        await ExecuteAsync($"CREATE TABLE {_events} (id bigint PRIMARY KEY, confirmed_spots integer)");
        await ExecuteAsync($"CREATE TABLE {_registrations} (event_id bigint NOT NULL, spots integer NOT NULL, status text NOT NULL)");
        await ExecuteAsync($"INSERT INTO {_events} VALUES (1, 5), (2, 0), (3, 7), (4, 2), (5, NULL)");
        await ExecuteAsync($"""
            INSERT INTO {_registrations} VALUES (1, 2, 'confirmed'), (1, 3, 'confirmed'), (1, 9, 'waitlisted'),
                (3, 4, 'confirmed'), (4, 3, 'confirmed'), (5, 1, 'confirmed')
            """);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Each_difference_is_reported_counted_and_logged_and_what_is_right_is_not()
    {
        using var measured = new Measurements();
        var log = new EventLog();
        var drifts = await Source.VerifyCounterAsync(Rule, logger: log);
        Assert.Equal([(3L, 7L, 4L, 3L), (4L, 2L, 3L, -1L), (5L, null, 1L, -1L)],
            drifts.Select(d => (Convert.ToInt64(d.Key), d.Counter, d.Expected, d.Difference)));
        Assert.All(drifts, drift => Assert.False(drift.Repaired));
        Assert.Equal([1, 1, 3], measured.Of("racesafe.counter.drift", ("racesafe.table", _events), ("racesafe.column", "confirmed_spots"), ("racesafe.repaired", false)).Select(m => m.Value).Order());
        Assert.Equal(Enumerable.Repeat((40, (string?)"CounterDrift"), 3), log.Events);
        Assert.Equal(7, await CounterAsync(3)); // only looked at
    }

    [Fact]
    public async Task A_repair_sets_each_of_them_right_and_nothing_is_left_to_report()
    {
        await using var connection = await Source.OpenConnectionAsync();
        var repaired = await connection.VerifyCounterAsync(Rule, repair: true);
        Assert.Equal(3, repaired.Count);
        Assert.All(repaired, drift => Assert.True(drift.Repaired));
        Assert.Empty(await connection.VerifyCounterAsync(Rule));
        Assert.Equal((5, 0, 4, 3, 1), (await CounterAsync(1), await CounterAsync(2), await CounterAsync(3), await CounterAsync(4), await CounterAsync(5)));
    }

    [Fact]
    public async Task Rows_can_be_counted_instead_of_added_up()
    {
        var drifts = await Source.VerifyCounterAsync(Rule with { SourceColumn = null, SourceFilter = null, SourceFilterValues = null });
        Assert.Equal([(1L, 3L), (3L, 1L), (4L, 1L), (5L, 1L)], drifts.Select(d => (Convert.ToInt64(d.Key), d.Expected))); // event 2 has none and says so
    }

    [Fact]
    public async Task Repairs_lose_no_registration_that_is_made_meanwhile()
    {
        await ExecuteAsync($"UPDATE {_events} SET confirmed_spots = 100 WHERE id = 2");
        const int registrations = 40;
        var registering = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < registrations / 4; i++)
                await Source.WithRowLockAsync(_events, "id", [2L], async (rows, ct) =>
                {
                    await ExecuteAsync(rows.Connection, rows.Transaction, $"INSERT INTO {_registrations} VALUES (2, 1, 'confirmed')");
                    await ExecuteAsync(rows.Connection, rows.Transaction, $"UPDATE {_events} SET confirmed_spots = confirmed_spots + 1 WHERE id = 2");
                    return true;
                });
        })));
        while (!registering.IsCompleted) await Source.VerifyCounterAsync(Rule, repair: true);
        await registering;
        Assert.Empty(await Source.VerifyCounterAsync(Rule));
        Assert.Equal(registrations, await CounterAsync(2));
    }

    [Fact]
    public async Task Bad_names_and_a_repair_within_a_transaction_are_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Source.VerifyCounterAsync(Rule with { Column = "" }));
        await Assert.ThrowsAsync<ArgumentException>(() => Source.VerifyCounterAsync(Rule with { SourceFilterValues = new Dictionary<string, object?> { ["racesafe_key"] = 1 } }));
        await Assert.ThrowsAnyAsync<DbException>(() => Source.VerifyCounterAsync(Rule with { Column = "id\" FROM nowhere; --" })); // a name, quoted, that does not exist
        using var scope = new System.Transactions.TransactionScope(System.Transactions.TransactionScopeAsyncFlowOption.Enabled);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Source.VerifyCounterAsync(Rule, repair: true));
    }

    private async Task<int> CounterAsync(long id)
    {
        await using var connection = await Source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT confirmed_spots FROM {_events} WHERE id = {id}";
        return Convert.ToInt32(await command.ExecuteScalarAsync());
    }

    private async Task ExecuteAsync(string text)
    {
        await using var connection = await Source.OpenConnectionAsync();
        await ExecuteAsync(connection, null, text);
    }

    private static async Task ExecuteAsync(DbConnection connection, DbTransaction? transaction, string text)
    {
        await using var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (text, transaction);
        await command.ExecuteNonQueryAsync();
    }
}

public sealed class SqliteCounterTests(SqliteFile file) : CounterContract, IClassFixture<SqliteFile>
{
    protected override DbDataSource Source => file.Source;
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresCounterTests(PostgresFixture postgres) : CounterContract
{
    protected override DbDataSource Source => postgres.Source;

    public override Task InitializeAsync() => PostgresServer.Binaries is null ? Task.CompletedTask : base.InitializeAsync();
}
