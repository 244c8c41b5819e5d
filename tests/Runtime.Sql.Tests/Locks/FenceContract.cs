using System.Data.Common;
using RaceSafe.Runtime.Sql.Tests.Faults;
using RaceSafe.Servers;

namespace RaceSafe.Runtime.Sql.Tests.Locks;

/// <summary>Fenced writes: what a holder that lost its lock without knowing sends is refused.</summary>
public abstract class FenceContract : IAsyncLifetime
{
    private readonly string _table = $"account_{Guid.NewGuid():N}";
    private readonly string _name = Guid.NewGuid().ToString("N");

    protected abstract DbDataSource Source { get; }

    protected string Table => _table;

    public Task InitializeAsync() => ExecuteAsync($"CREATE TABLE {_table} (id bigint PRIMARY KEY, balance bigint NOT NULL, owner text, fence bigint); INSERT INTO {_table} (id, balance) VALUES (1, 0)");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_holder_writes_as_often_as_it_likes_and_leaves_its_fence()
    {
        await using var held = await LockAsync();
        Assert.True(await UpdateAsync(held, 5));
        Assert.True(await UpdateAsync(held, 6));
        Assert.Equal((6, held.Fence), await RowAsync());
        Assert.False(await Source.UpdateFencedAsync(_table, ("id", 2), "fence", held, Values(1))); // no such row
    }

    [Fact]
    public async Task A_stale_holder_is_refused_once_a_later_one_has_written()
    {
        var (stale, next) = await TwoHoldersAsync();
        Assert.True(await UpdateAsync(stale, 1)); // nobody after it has been there
        Assert.True(await UpdateAsync(next, 2));
        var error = await Assert.ThrowsAsync<StaleFenceException>(() => UpdateAsync(stale, 3));
        Assert.Equal((stale.Fence, next.Fence), (error.Fence, error.Found));
        Assert.Equal((2, next.Fence), await RowAsync());
    }

    [Fact]
    public async Task A_stale_holder_is_refused_once_a_later_one_has_read()
    {
        var (stale, next) = await TwoHoldersAsync();
        var row = await Source.ReadFencedAsync(_table, ("id", 1), "fence", next);
        Assert.Equal((0L, next.Fence), (Convert.ToInt64(row!["balance"]), Convert.ToInt64(row["fence"])));
        await Assert.ThrowsAsync<StaleFenceException>(() => UpdateAsync(stale, 3)); // it would have been lost between the reading and the writing of the other
        await Assert.ThrowsAsync<StaleFenceException>(() => Source.ReadFencedAsync(_table, ("id", 1), "fence", stale));
        Assert.True(await UpdateAsync(next, 4));
        Assert.Equal((4, next.Fence), await RowAsync());
        Assert.Null(await Source.ReadFencedAsync(_table, ("id", 2), "fence", next));
    }

    [Fact]
    public async Task A_holder_that_knows_that_it_lost_sends_nothing()
    {
        var held = await LockAsync();
        await held.DisposeAsync();
        await Assert.ThrowsAsync<LockLostException>(() => UpdateAsync(held, 1));
        Assert.Equal((0, null), await RowAsync());
    }

    [Fact]
    public async Task Within_a_transaction_the_refusal_leaves_the_rest_to_the_caller()
    {
        var (stale, next) = await TwoHoldersAsync();
        await UpdateAsync(next, 2);
        await using var connection = await Source.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await Assert.ThrowsAsync<StaleFenceException>(() => connection.UpdateFencedAsync(_table, ("id", 1), "fence", stale, Values(9), transaction));
            Assert.True(await connection.UpdateFencedAsync(_table, ("id", 1), "fence", next, Values(8), transaction));
            await transaction.RollbackAsync();
        }

        Assert.Equal((2, next.Fence), await RowAsync());
    }

    [Fact]
    public async Task With_an_operation_id_a_repeat_changes_nothing()
    {
        await using var held = await LockAsync();
        var id = OperationId.New();
        Assert.True(await Source.UpdateFencedAsync(_table, ("id", 1), "fence", held, Values(1), id));
        Assert.True(await UpdateAsync(held, 2));
        Assert.True(await Source.UpdateFencedAsync(_table, ("id", 1), "fence", held, Values(1), id));
        Assert.Equal((2, held.Fence), await RowAsync());
    }

    [Fact]
    public async Task What_cannot_be_is_refused_before_anything_is_sent()
    {
        await using var held = await LockAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => Source.UpdateFencedAsync(_table, ("id", 1), "id", held, Values(1)));
        await Assert.ThrowsAsync<ArgumentException>(() => Source.UpdateFencedAsync(_table, ("id", 1), "balance", held, Values(1)));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Source.UpdateFencedAsync(_table, ("id", 1), "fence", null!, Values(1)));
        Assert.Equal((0, null), await RowAsync());
    }

    /// <summary>The first lost its lock by an accident of the table and does not know; the second has it now.</summary>
    protected async Task<(LockHandle Stale, LockHandle Next)> TwoHoldersAsync()
    {
        var stale = await LockAsync();
        await ExecuteAsync($"DELETE FROM racesafe_locks WHERE name = '{_name}'");
        await Task.Delay(5); // without the row the fence is the clock, and that of SQLite tells milliseconds
        return (stale, await LockAsync());
    }

    protected static Dictionary<string, object?> Values(long balance) => new() { ["balance"] = balance, ["owner"] = "' --" };

    protected async Task<(long Balance, long? Fence)> RowAsync()
    {
        await using var connection = await Source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT balance, fence FROM {_table}";
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetInt64(1));
    }

    private async Task<LockHandle> LockAsync() => await new SqlLockProvider(Source).AcquireAsync(_name);

    private Task<bool> UpdateAsync(LockHandle holder, long balance) => Source.UpdateFencedAsync(_table, ("id", 1), "fence", holder, Values(balance));

    private async Task ExecuteAsync(string text)
    {
        if (Source is null) return;
        await using var connection = await Source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = text;
        await command.ExecuteNonQueryAsync();
    }
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresFenceTests(PostgresFixture postgres) : FenceContract
{
    protected override DbDataSource Source => PostgresServer.Binaries is null ? null! : postgres.Source;

    [RealServerFact(RealServer.Postgres)]
    public async Task A_write_that_was_sent_in_time_and_arrives_after_that_of_the_next_holder_is_refused()
    {
        await using var proxy = new LossyProxy(postgres.Server.Port);
        await using var source = postgres.Through(proxy.Port);
        var (stale, next) = await TwoHoldersAsync();
        proxy.LoseFirst(1, $"UPDATE \"{Table}\"", Loss.Late); // 300 ms on its way
        var late = source.UpdateFencedAsync(Table, ("id", 1), "fence", stale, Values(1));
        await Task.Delay(100);
        Assert.True(await Source.UpdateFencedAsync(Table, ("id", 1), "fence", next, Values(2)));
        await Assert.ThrowsAsync<StaleFenceException>(() => late);
        Assert.Equal(1, proxy.Losses);
        Assert.Equal((2, next.Fence), await RowAsync());
    }
}

public sealed class SqliteFenceTests(SqliteFile file) : FenceContract, IClassFixture<SqliteFile>
{
    protected override DbDataSource Source => file.Source;
}
