using System.Data.Common;

namespace RaceSafe.Runtime.Sql.Tests.Transactions;

/// <summary>What transactions promise on both databases.</summary>
public abstract class TransactionContract : IAsyncLifetime
{
    protected readonly string Table = $"seats_{Guid.NewGuid():N}";

    protected abstract DbDataSource Source { get; }

    /// <summary>What the database says to who lost against another transaction.</summary>
    protected abstract Exception Conflict();

    public Task InitializeAsync() => ExecuteAsync($"CREATE TABLE {Table} (id int PRIMARY KEY, taken int NOT NULL); INSERT INTO {Table} VALUES (1, 0), (2, 0), (3, 0)");

    public Task DisposeAsync() => ExecuteAsync($"DROP TABLE {Table}");

    [Fact]
    public async Task Read_compute_write_in_a_serializable_transaction_loses_nothing()
    {
        const int callers = 30;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => Source.SerializableAsync(async (work, ct) =>
        {
            var taken = Convert.ToInt32(await ScalarAsync(work, $"SELECT taken FROM {Table} WHERE id = 1", ct));
            await ScalarAsync(work, $"UPDATE {Table} SET taken = {taken + 1} WHERE id = 1", ct);
        }, new AtomicStoreOptions { Retry = new() { TotalBudget = TimeSpan.FromSeconds(60) } }))));
        Assert.Equal(callers, await TakenAsync(1));
    }

    [Fact]
    public async Task An_error_of_the_body_rolls_back_arrives_as_it_is_and_is_not_repeated()
    {
        var runs = 0;
        var error = await Assert.ThrowsAsync<FormatException>(() => Source.SerializableAsync(async (work, ct) =>
        {
            runs++;
            await ScalarAsync(work, $"UPDATE {Table} SET taken = 9", ct);
            throw new FormatException("mine");
        }));
        Assert.Equal(("mine", 1, 0), (error.Message, runs, await TakenAsync(1)));
        await Assert.ThrowsAnyAsync<DbException>(() => Source.SerializableAsync((work, ct) => ScalarAsync(work, "SELECT no_such_column", ct)));
        await Assert.ThrowsAsync<OperationCanceledException>(() => Source.SerializableAsync<int>((_, _) => throw new OperationCanceledException()));
    }

    [Fact]
    public async Task A_body_that_ends_the_transaction_itself_is_not_said_to_be_committed()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Source.SerializableAsync((work, ct) => work.Transaction.RollbackAsync(ct)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Source.WithRowLockAsync(Table, "id", [1], async (rows, ct) =>
        {
            await rows.Transaction.RollbackAsync(ct);
            return 0;
        }));
    }

    [Fact]
    public async Task Rows_locked_together_in_any_order_never_deadlock_and_lose_nothing()
    {
        const int callers = 40;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(i => Task.Run(() => Source.WithRowLockAsync(
            Table, "id", i % 2 == 0 ? [1, 2] : new[] { 2, 1, 2 }, async (rows, ct) =>
            {
                Assert.Equal([1, 2], rows.Keys);
                var work = new SqlWork(rows.Connection, rows.Transaction);
                var taken = Convert.ToInt32(await ScalarAsync(work, $"SELECT taken FROM {Table} WHERE id = 1", ct));
                await ScalarAsync(work, $"UPDATE {Table} SET taken = {taken + 1} WHERE id IN (1, 2)", ct);
                return taken;
            }))));
        Assert.Equal((callers, callers), (await TakenAsync(1), await TakenAsync(2)));
    }

    [Fact]
    public async Task Rows_that_do_not_exist_are_not_among_the_locked()
    {
        Assert.Equal([3], await Source.WithRowLockAsync(Table, "id", [3, 77], (rows, _) => Task.FromResult(rows.Keys)));
        Assert.Equal([1, 3], await Source.WithRowLockAsync(Table, "id", [-7, 1, -8, 3, 2_000_000], (rows, _) => Task.FromResult(rows.Keys)));
        await Assert.ThrowsAsync<ArgumentException>(() => Source.WithRowLockAsync<int, int>(Table, "id", [], (_, _) => Task.FromResult(1)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Source.WithRowLockAsync(Table, "id", [1], (_, _) => Task.FromResult(1), (RowLockMode)9));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Source.WithRowLockAsync<int, int>(Table, "id", [1], null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Source.SerializableAsync<int>(null!));
    }

    [Fact]
    public async Task What_is_read_with_the_lock_is_what_the_last_holder_left()
    {
        const int callers = 40;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(i => Task.Run(() => Source.WithRowLockAsync(Table, "id", [1, 77], async (rows, ct) =>
        {
            Assert.Equal([1], rows.Values.Keys);
            var taken = Convert.ToInt32(rows.Values[1]["taken"]);
            Assert.Equal(1, Convert.ToInt32(rows.Values[1]["id"]));
            return await ScalarAsync(new(rows.Connection, rows.Transaction), $"UPDATE {Table} SET taken = {taken + 1} WHERE id = 1", ct);
        }, columns: ["id", "taken"]))));
        Assert.Equal(callers, await TakenAsync(1));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Source.WithRowLockAsync(Table, "id", [1], (_, _) => Task.FromResult(1), columns: [""]));
    }

    [Fact]
    public async Task A_failing_body_releases_the_lock_and_undoes_its_writes()
    {
        await Assert.ThrowsAsync<FormatException>(() => Source.WithRowLockAsync<int, int>(Table, "id", [1], async (rows, ct) =>
        {
            await ScalarAsync(new(rows.Connection, rows.Transaction), $"UPDATE {Table} SET taken = 9", ct);
            throw new FormatException();
        }));
        Assert.Equal(0, await Source.WithRowLockAsync(Table, "id", [1], (_, _) => TakenAsync(1)));
    }

    [Fact]
    public async Task On_a_connection_of_the_caller_it_stays_open_and_a_transaction_of_the_caller_is_refused_to_be_repeated()
    {
        await using var connection = await Source.OpenConnectionAsync();
        Assert.Equal(7, await connection.SerializableAsync((_, _) => Task.FromResult(7)));
        Assert.Equal(8, await connection.WithRowLockAsync(Table, "id", [1], (_, _) => Task.FromResult(8)));
        Assert.Equal(System.Data.ConnectionState.Open, connection.State);
    }

    [Fact]
    public async Task A_unit_within_a_unit_on_the_same_connection_is_part_of_it()
    {
        var (outer, inner) = (0, 0);
        await Source.SerializableAsync(async (work, ct) =>
        {
            outer++;
            await ScalarAsync(work, $"UPDATE {Table} SET taken = taken + 1 WHERE id = 1", ct);
            await work.Connection.SerializableAsync(async (within, token) =>
            {
                Assert.Same(work.Transaction, within.Transaction);
                await ScalarAsync(within, $"UPDATE {Table} SET taken = taken + 1 WHERE id = 2", token);
                if (inner++ == 0) throw Conflict();
            }, cancellationToken: ct);
            Assert.Equal(0, await TakenAsync(2)); // nothing is committed by then
        });
        Assert.Equal((2, 2, 1, 1), (outer, inner, await TakenAsync(1), await TakenAsync(2)));

        await Assert.ThrowsAsync<FormatException>(() => Source.SerializableAsync(async (work, ct) =>
        {
            await work.Connection.SerializableAsync((within, token) => ScalarAsync(within, $"UPDATE {Table} SET taken = 9", token), cancellationToken: ct);
            throw new FormatException();
        }));
        Assert.Equal(1, await TakenAsync(2));
    }

    [Fact]
    public async Task Row_locks_neither_join_a_unit_nor_are_joined_by_one()
    {
        await Source.SerializableAsync(async (work, _) =>
            await Assert.ThrowsAsync<InvalidOperationException>(() => work.Connection.WithRowLockAsync(Table, "id", [1], (_, _) => Task.FromResult(1))));
        await Source.WithRowLockAsync(Table, "id", [1], async (rows, _) =>
            await Assert.ThrowsAsync<InvalidOperationException>(() => rows.Connection.SerializableAsync((_, _) => Task.FromResult(1))));
    }

    [Fact]
    public async Task Cancelled_in_the_body_nothing_is_applied()
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Source.SerializableAsync(async (work, ct) =>
        {
            await ScalarAsync(work, $"UPDATE {Table} SET taken = 9", ct);
            await stop.CancelAsync();
            ct.ThrowIfCancellationRequested();
        }, cancellationToken: stop.Token));
        Assert.Equal(0, await TakenAsync(1));
    }

    protected static async Task<object?> ScalarAsync(SqlWork work, string sql, CancellationToken cancellationToken = default)
    {
        await using var command = work.Connection.CreateCommand();
        command.Transaction = work.Transaction;
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    protected async Task<int> TakenAsync(int id)
    {
        await using var connection = await Source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT taken FROM {Table} WHERE id = {id}";
        return Convert.ToInt32(await command.ExecuteScalarAsync());
    }

    protected async Task ExecuteAsync(string sql)
    {
        await using var connection = await Source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
