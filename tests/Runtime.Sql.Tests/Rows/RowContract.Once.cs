using System.Data.Common;

namespace RaceSafe.Runtime.Sql.Tests.Rows;

public abstract partial class RowContract
{
    [Fact]
    public async Task A_repeated_operation_returns_the_first_result_and_changes_nothing()
    {
        var id = OperationId.New();
        Assert.Equal(3, await Source.IncrementAsync(Table, ("id", 1), "Votes", 3, id));
        await Source.IncrementAsync(Table, ("id", 1), "Votes", 10);
        Assert.Equal(3, await Source.IncrementAsync(Table, ("id", 1), "Votes", 3, id));
        Assert.Equal(13, await Source.IncrementAsync(Table, ("id", 1), "Votes", 0));
    }

    [Fact]
    public async Task Every_accumulating_operation_replays()
    {
        var id = OperationId.New();
        await Twice(() => Source.TryIncrementAsync(Table, ("id", 1), "Votes", 3, max: 4, operationId: id), 3L);
        await Twice(() => Source.UpdateIfVersionAsync(Table, ("id", 1), "version", 1, Values(("name", "changed")), id), 2L);
        Assert.Equal(5, await Source.UpsertIncrementAsync(Table, ("id", 70), "Votes", 5, operationId: id));
        Assert.Equal(5, await Source.UpsertIncrementAsync(Table, ("id", 70), "Votes", 5, operationId: id));
        Assert.Equal(AtomicOutcome.Applied, (await Source.InsertIfAbsentAsync(Table, ("id", 71L), operationId: id)).Outcome);
        Assert.Equal(AtomicOutcome.Replayed, (await Source.InsertIfAbsentAsync(Table, ("id", 71L), operationId: id)).Outcome);
        Assert.Equal(AtomicOutcome.Refused, (await Source.InsertIfAbsentAsync(Table, ("id", 71L), operationId: OperationId.New())).Outcome);

        async Task Twice(Func<Task<AtomicResult<long?>>> call, long first)
        {
            Assert.Equal(AtomicResult.Applied<long?>(first), await call());
            Assert.Equal(AtomicResult.Replayed<long?>(first), await call());
        }
    }

    [Fact]
    public async Task Three_duplicates_of_hundred_operations_at_once_apply_once_each()
    {
        var ids = Enumerable.Range(0, Callers / 2).Select(_ => OperationId.New()).ToArray();
        var results = await Task.WhenAll(ids.SelectMany(id => Enumerable.Repeat(id, 3)).Select(id => Task.Run(async () =>
            (Id: id, Value: await Source.IncrementAsync(Table, ("id", 1), "Votes", operationId: id)))));
        Assert.Equal((long)ids.Length, await ScalarAsync($"SELECT \"Votes\" FROM {Table} WHERE id = 1"));
        Assert.All(results.GroupBy(r => r.Id), same => Assert.Single(same.Select(r => r.Value).Distinct()));
        Assert.Equal(ids.Length, results.Select(r => r.Value).Distinct().Count());
    }

    [Fact]
    public async Task Of_duplicates_at_once_for_the_last_place_none_is_refused()
    {
        for (var round = 1; round <= 30; round++)
        {
            var (id, last) = (OperationId.New(), round);
            var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Source.TryIncrementAsync(Table, ("id", 1), "Votes", max: last, operationId: id))));
            Assert.All(results, r => Assert.Equal((true, (long?)last), (r.Succeeded, r.Value)));
            Assert.Single(results, r => r.Outcome == AtomicOutcome.Applied);
        }
    }

    [Fact]
    public async Task Duplicates_at_once_of_an_upsert_insert_once_and_count_once()
    {
        for (var round = 0; round < 20; round++)
        {
            var (id, row) = (OperationId.New(), 1000L + round);
            var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Source.UpsertIncrementAsync(Table, ("id", row), "Votes", 3, operationId: id))));
            Assert.All(results, value => Assert.Equal(3, value));
        }
    }

    [Fact]
    public async Task A_duplicate_within_a_transaction_of_the_caller_and_one_outside_count_once()
    {
        for (var round = 1; round <= 10; round++)
        {
            var id = OperationId.New();
            var inside = Task.Run(async () =>
            {
                await using var connection = await Source.OpenConnectionAsync();
                await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted);
                var value = await connection.IncrementAsync(Table, ("id", 1), "Votes", 1, transaction, id);
                await transaction.CommitAsync();
                return value;
            });
            var outside = Source.IncrementAsync(Table, ("id", 1), "Votes", 1, id);
            Assert.Equal((round, round), (await inside, await outside));
        }
    }

    [Fact]
    public async Task A_refused_operation_is_not_remembered()
    {
        var id = OperationId.New();
        Assert.Equal(AtomicResult.Refused<long?>(10), await Source.TryIncrementAsync(Table, ("id", 2), "Votes", 1, max: 10, operationId: id));
        await Source.IncrementAsync(Table, ("id", 2), "Votes", -1);
        Assert.Equal(AtomicResult.Applied<long?>(10), await Source.TryIncrementAsync(Table, ("id", 2), "Votes", 1, max: 10, operationId: id));
    }

    [Fact]
    public async Task An_operation_id_belongs_to_its_row_and_column()
    {
        var id = OperationId.New();
        Assert.Equal(1, await Source.IncrementAsync(Table, ("id", 1), "Votes", operationId: id));
        Assert.Equal(11, await Source.IncrementAsync(Table, ("id", 2), "Votes", operationId: id));
        Assert.Equal(1, await Source.IncrementAsync(Table, ("id", 1), "small", operationId: id));
    }

    [Fact]
    public async Task An_operation_id_is_forgotten_after_its_lifetime_and_swept_away()
    {
        var id = OperationId.New();
        var shortly = new AtomicStoreOptions { OperationIdLifetime = TimeSpan.FromMilliseconds(300), Retry = RetryPolicy.None };
        Assert.Equal(1, await Source.IncrementAsync(Table, ("id", 1), "Votes", operationId: id, options: shortly));
        await Task.Delay(600);
        var longer = new AtomicStoreOptions { OperationIdLifetime = TimeSpan.FromSeconds(3), Retry = RetryPolicy.None };
        Assert.Equal(2, await Source.IncrementAsync(Table, ("id", 1), "Votes", operationId: id, options: longer));
        Assert.Equal(2, await Source.IncrementAsync(Table, ("id", 1), "Votes", operationId: id, options: longer));
        await Task.Delay(3500);
        await using var connection = Source.CreateConnection();
        Assert.True(await SqlSchema.DeleteExpiredAsync(connection) >= 1);
        Assert.Equal(3, await Source.IncrementAsync(Table, ("id", 1), "Votes", operationId: id));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Within_the_callers_transaction_the_operation_shares_its_fate(bool commits)
    {
        var id = OperationId.New();
        await using (var connection = await Source.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            Assert.Equal(1, await connection.IncrementAsync(Table, ("id", 1), "Votes", 1, transaction, id));
            Assert.Equal(1, await connection.IncrementAsync(Table, ("id", 1), "Votes", 1, transaction, id));
            Assert.Equal(2, (await connection.TryIncrementAsync(Table, ("id", 1), "Votes", 1, max: 2, transaction: transaction)).Value);
            Assert.Equal(7, await connection.UpsertIncrementAsync(Table, ("id", 80), "Votes", 7, transaction: transaction));
            Assert.Equal(2, (await connection.UpdateIfVersionAsync(Table, ("id", 1), "version", 1, Values(("name", "x")), transaction)).Value);
            Assert.True((await connection.InsertIfAbsentAsync(Table, ("id", 81L), transaction: transaction)).Succeeded);
            if (commits) await transaction.CommitAsync();
            else await transaction.RollbackAsync();
        }

        Assert.Equal(commits ? 2L : 0L, await ScalarAsync($"SELECT \"Votes\" FROM {Table} WHERE id = 1"));
        Assert.Equal(commits ? 2L : 0L, Convert.ToInt64(await ScalarAsync($"SELECT count(*) FROM {Table} WHERE id IN (80, 81)")));
        Assert.Equal(commits ? 1 : 3, await Source.IncrementAsync(Table, ("id", 1), "Votes", commits ? 1 : 3, id));
    }
}
