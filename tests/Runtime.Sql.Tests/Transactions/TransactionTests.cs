using System.Data.Common;
using Npgsql;

namespace RaceSafe.Runtime.Sql.Tests.Transactions;

[Collection(PostgresCollection.Name)]
public sealed class PostgresTransactionTests(PostgresFixture postgres) : TransactionContract
{
    protected override DbDataSource Source => postgres.Server is null ? null! : postgres.Source;

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

    [Fact]
    public async Task Modes_that_need_row_locks_are_refused()
    {
        await Assert.ThrowsAsync<NotSupportedException>(() => Source.WithRowLockAsync(Table, "id", [1], (_, _) => Task.FromResult(0), RowLockMode.NoWait));
        await Assert.ThrowsAsync<NotSupportedException>(() => Source.WithRowLockAsync(Table, "id", [1], (_, _) => Task.FromResult(0), RowLockMode.SkipLocked));
    }
}
