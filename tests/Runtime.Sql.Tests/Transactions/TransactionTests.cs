using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace RaceSafe.Runtime.Sql.Tests.Transactions;

[Collection(PostgresCollection.Name)]
public sealed class PostgresTransactionTests(PostgresFixture postgres) : TransactionContract
{
    protected override DbDataSource Source => postgres.Server is null ? null! : postgres.Source;

    protected override Exception Conflict() => new PostgresException("could not serialize access", "ERROR", "ERROR", PostgresErrorCodes.SerializationFailure);

    [Fact]
    public async Task A_body_that_hides_an_error_of_the_server_is_not_said_to_be_committed()
    {
        static async Task HideAsync(SqlWork work, string table)
        {
            await ScalarAsync(work, $"UPDATE {table} SET taken = 9");
            await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(work, "SELECT no_such_column")); // from here on the server refuses all, and a COMMIT is a ROLLBACK
        }

        await Assert.ThrowsAnyAsync<DbException>(() => Source.SerializableAsync((work, _) => HideAsync(work, Table)));
        await Assert.ThrowsAnyAsync<DbException>(() => Source.WithRowLockAsync(Table, "id", [1], async (rows, _) =>
        {
            await HideAsync(new(rows.Connection, rows.Transaction), Table);
            return 0;
        }));
        Assert.Equal(0, await TakenAsync(1));
    }

    [Fact]
    public async Task A_unit_of_the_same_data_source_within_a_unit_is_a_transaction_of_its_own()
    {
        await Assert.ThrowsAsync<FormatException>(() => Source.SerializableAsync<int>(async (_, ct) =>
        {
            await Source.SerializableAsync((work, token) => ScalarAsync(work, $"UPDATE {Table} SET taken = 7 WHERE id = 1", token), cancellationToken: ct);
            throw new FormatException();
        }));
        Assert.Equal(7, await TakenAsync(1));
    }

    [Fact]
    public async Task Two_transactions_that_each_read_what_the_other_writes_both_end_and_one_ran_twice()
    {
        using var bothHaveRead = new Barrier(2);
        var runs = 0;
        async Task<int> Move(int from, int to) => await Source.SerializableAsync(async (work, ct) =>
        {
            var first = Interlocked.Increment(ref runs) <= 2;
            var taken = Convert.ToInt32(await ScalarAsync(work, $"SELECT taken FROM {Table} WHERE id = {from}", ct));
            if (first) bothHaveRead.SignalAndWait(ct);
            await ScalarAsync(work, $"UPDATE {Table} SET taken = {taken + 1} WHERE id = {to}", ct);
            return taken;
        });
        await Task.WhenAll(Task.Run(() => Move(1, 2)), Task.Run(() => Move(2, 1)));
        Assert.True(runs >= 3, "40001 was not met"); // write skew: without the retry both would have read 0
        Assert.Equal(3, await TakenAsync(1) + await TakenAsync(2)); // one after the other: 0 → 1, then 1 → 2
    }

    [Fact]
    public async Task A_deadlock_is_run_again()
    {
        using var bothHaveLocked = new Barrier(2);
        var runs = 0;
        async Task Swap(int one, int other) => await Source.SerializableAsync(async (work, ct) =>
        {
            var first = Interlocked.Increment(ref runs) <= 2;
            await ScalarAsync(work, $"UPDATE {Table} SET taken = taken + 1 WHERE id = {one}", ct);
            if (first) bothHaveLocked.SignalAndWait(ct);
            await ScalarAsync(work, $"UPDATE {Table} SET taken = taken + 1 WHERE id = {other}", ct);
        });
        await Task.WhenAll(Task.Run(() => Swap(1, 2)), Task.Run(() => Swap(2, 1)));
        Assert.True(runs >= 3, "40P01 was not met");
        Assert.Equal((2, 2), (await TakenAsync(1), await TakenAsync(2)));
    }

    [Fact]
    public async Task A_conflict_that_shows_only_at_commit_is_run_again()
    {
        var runs = 0;
        await ExecuteAsync($"""
            CREATE FUNCTION {Table}_fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = CASE WHEN NEW.taken < 3 THEN '40001' ELSE '23514' END; END $$;
            CREATE CONSTRAINT TRIGGER late AFTER UPDATE ON {Table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.taken < 3 OR NEW.taken > 100) EXECUTE FUNCTION {Table}_fail()
            """);
        await Source.SerializableAsync((work, ct) => ScalarAsync(work, $"UPDATE {Table} SET taken = {++runs} WHERE id = 1", ct));
        Assert.Equal((3, 3), (runs, await TakenAsync(1)));

        var error = await Assert.ThrowsAsync<PostgresException>(() => Source.SerializableAsync((work, ct) => ScalarAsync(work, $"UPDATE {Table} SET taken = {++runs + 100} WHERE id = 1", ct)));
        Assert.Equal(("23514", 4), (error.SqlState, runs)); // an error for good at commit is not repeated
    }

    [Fact]
    public async Task No_wait_gives_up_at_once_and_skip_locked_goes_on_without()
    {
        await Source.WithRowLockAsync(Table, "id", [1], async (_, _) =>
        {
            await Assert.ThrowsAsync<TimeoutException>(() => Source.WithRowLockAsync(Table, "id", [1, 2], (_, _) => Task.FromResult(0), RowLockMode.NoWait));
            Assert.Equal([2], await Source.WithRowLockAsync(Table, "id", [1, 2], (rows, _) => Task.FromResult(rows.Keys), RowLockMode.SkipLocked));
            return 0;
        });
        Assert.Equal([1, 2], await Source.WithRowLockAsync(Table, "id", [1, 2], (rows, _) => Task.FromResult(rows.Keys), RowLockMode.NoWait));
    }

    [Fact]
    public async Task Within_an_ambient_transaction_nothing_is_begun_again()
    {
        using var scope = new System.Transactions.TransactionScope(System.Transactions.TransactionScopeAsyncFlowOption.Enabled);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Source.SerializableAsync((_, _) => Task.FromResult(1)));
    }
}

public sealed class SqliteTransactionTests(SqliteFile file) : TransactionContract, IClassFixture<SqliteFile>
{
    protected override DbDataSource Source => file.Source;

    protected override Exception Conflict() => new SqliteException("database is locked", 5);

    [Fact]
    public async Task Who_would_wait_for_the_write_lock_of_his_own_caller_is_refused_and_does_not_hang()
    {
        await Source.SerializableAsync(async (work, ct) =>
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => Source.SerializableAsync((_, _) => Task.FromResult(1), cancellationToken: ct));
            await Assert.ThrowsAsync<InvalidOperationException>(() => Source.WithRowLockAsync(Table, "id", [1], (_, _) => Task.FromResult(1), cancellationToken: ct));
            await Assert.ThrowsAsync<InvalidOperationException>(() => Source.IncrementAsync(Table, ("id", 1), "taken", 1, cancellationToken: ct));
            Assert.Equal(1, await work.Connection.IncrementAsync(Table, ("id", 1), "taken", 1, transaction: work.Transaction, cancellationToken: ct));
        });
        Assert.Equal(2, await Source.IncrementAsync(Table, ("id", 1), "taken", 1));
    }

    [Fact]
    public async Task Modes_that_need_row_locks_are_refused()
    {
        await Assert.ThrowsAsync<NotSupportedException>(() => Source.WithRowLockAsync(Table, "id", [1], (_, _) => Task.FromResult(0), RowLockMode.NoWait));
        await Assert.ThrowsAsync<NotSupportedException>(() => Source.WithRowLockAsync(Table, "id", [1], (_, _) => Task.FromResult(0), RowLockMode.SkipLocked));
    }
}
