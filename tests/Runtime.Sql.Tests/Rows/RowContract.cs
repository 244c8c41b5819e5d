using System.Data.Common;

namespace RaceSafe.Runtime.Sql.Tests.Rows;

/// <summary>What the operations on rows promise on every database: on a connection, a data source, and within the caller's transaction.</summary>
public abstract partial class RowContract : IAsyncLifetime
{
    private const int Callers = 100;

    // Upper case, a blank and a quote: names reach the database as they are.
    private readonly string _table = $"Poll \"{Guid.NewGuid():N}";

    protected abstract DbDataSource Source { get; }

    protected abstract string BigInteger { get; }

    private SqlTable Table => new(_table);

    public async Task InitializeAsync()
    {
        await ExecuteAsync($"""
            CREATE TABLE {Table} (id {BigInteger} PRIMARY KEY, "Votes" {BigInteger}, small smallint, version {BigInteger} NOT NULL DEFAULT 1, name text, a text, b text, UNIQUE (a, b));
            INSERT INTO {Table} (id, "Votes", small, name) VALUES (1, 0, 0, 'one'), (2, 10, 0, 'two'), (3, NULL, 0, 'null')
            """);
    }

    public Task DisposeAsync() => ExecuteAsync($"DROP TABLE {Table}");

    [Fact]
    public async Task An_increment_returns_the_new_value()
    {
        Assert.Equal(1, await Source.IncrementAsync(Table, ("id", 1), "Votes"));
        Assert.Equal(-4, await Source.IncrementAsync(Table, ("id", 1), "Votes", -5));
        await using var connection = Source.CreateConnection();
        Assert.Equal(-3, await connection.IncrementAsync(Table, ("id", 1), "Votes"));
        Assert.Equal(System.Data.ConnectionState.Closed, connection.State);
        await connection.OpenAsync();
        Assert.Equal(-2, await connection.IncrementAsync(Table, ("id", 1), "Votes"));
        Assert.Equal(System.Data.ConnectionState.Open, connection.State);
    }

    [Fact]
    public async Task Hundred_callers_get_hundred_distinct_contiguous_numbers()
    {
        var numbers = await AtOnce(_ => Source.IncrementAsync(Table, ("id", 1), "Votes"));
        Assert.Equal(Enumerable.Range(1, Callers).Select(n => (long?)n), numbers.Order());
    }

    [Fact]
    public async Task Without_a_row_nothing_is_incremented()
    {
        Assert.Null(await Source.IncrementAsync(Table, ("id", 99), "Votes"));
        Assert.Null(await Source.IncrementAsync(Table, ("id", 99), "Votes", operationId: OperationId.New()));
        Assert.Equal(AtomicResult.Refused<long?>(null), await Source.TryIncrementAsync(Table, ("id", 99), "Votes", max: 5));
        Assert.Equal(AtomicResult.Refused<long?>(null), await Source.UpdateIfVersionAsync(Table, ("id", 99), "version", 1, Values(("name", "x"))));
    }

    [Fact]
    public async Task A_column_that_holds_null_is_an_error_and_stays_null()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Source.IncrementAsync(Table, ("id", 3), "Votes"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Source.TryIncrementAsync(Table, ("id", 3), "Votes", max: 5));
        Assert.Null(await ScalarAsync($"SELECT \"Votes\" FROM {Table} WHERE id = 3"));
    }

    [Fact]
    public async Task An_increment_beyond_the_column_throws_and_changes_nothing()
    {
        await Source.IncrementAsync(Table, ("id", 1), "Votes", long.MaxValue);
        await Assert.ThrowsAsync<OverflowException>(() => Source.IncrementAsync(Table, ("id", 1), "Votes"));
        await Assert.ThrowsAsync<OverflowException>(() => Source.IncrementAsync(Table, ("id", 1), "Votes", operationId: OperationId.New()));
        Assert.Equal(AtomicResult.Refused<long?>(long.MaxValue), await Source.TryIncrementAsync(Table, ("id", 1), "Votes"));
        Assert.Equal(long.MaxValue, await Source.IncrementAsync(Table, ("id", 1), "Votes", 0));
    }

    [Fact]
    public async Task Hundred_callers_fill_a_capacity_of_thirty_exactly()
    {
        var results = await AtOnce(_ => Source.TryIncrementAsync(Table, ("id", 1), "Votes", max: 30));
        Assert.Equal(Enumerable.Range(1, 30).Select(n => (long?)n), results.Where(r => r.Succeeded).Select(r => r.Value).Order());
        Assert.All(results.Where(r => r.IsRefused), r => Assert.Equal(30, r.Value));
    }

    [Fact]
    public async Task A_conditional_increment_stays_within_its_limits()
    {
        Assert.Equal(AtomicResult.Refused<long?>(10), await Source.TryIncrementAsync(Table, ("id", 2), "Votes", -11, min: 0));
        Assert.Equal(AtomicResult.Applied<long?>(0), await Source.TryIncrementAsync(Table, ("id", 2), "Votes", -10, min: 0));
        Assert.Equal(AtomicResult.Refused<long?>(0), await Source.TryIncrementAsync(Table, ("id", 2), "Votes", 6, min: 0, max: 5));
    }

    [Fact]
    public async Task A_conditional_increment_is_exact_at_both_ends_of_the_type()
    {
        long[] ends = [long.MinValue, long.MinValue + 1, -1, 0, 1, long.MaxValue - 1, long.MaxValue];
        foreach (var current in ends)
        {
            foreach (var by in ends)
            {
                await ExecuteAsync($"UPDATE {Table} SET \"Votes\" = {(current == long.MinValue ? "-9223372036854775807 - 1" : current)} WHERE id = 1");
                var (min, max) = by % 3 == 0 ? ((long?)-1, (long?)long.MaxValue) : by % 2 == 0 ? (long.MinValue, 1) : (null, null);
                var sum = (Int128)current + by;
                var fits = sum >= (min ?? long.MinValue) && sum <= (max ?? long.MaxValue);
                Assert.Equal(fits ? AtomicResult.Applied<long?>((long)sum) : AtomicResult.Refused<long?>(current), await Source.TryIncrementAsync(Table, ("id", 1), "Votes", by, min, max));
            }
        }
    }

    [Fact]
    public async Task Takers_and_givers_at_once_are_never_refused_on_an_old_value()
    {
        // 50 seats go back while 50 are taken from an empty stock: the sum of what was granted is exact.
        var results = await AtOnce(i => i % 2 == 0
            ? Source.TryIncrementAsync(Table, ("id", 1), "Votes", 1)
            : Source.TryIncrementAsync(Table, ("id", 1), "Votes", -1, min: 0));
        var left = results.Where((_, i) => i % 2 == 0).Count(r => r.Succeeded) - results.Where((_, i) => i % 2 == 1).Count(r => r.Succeeded);
        Assert.Equal((long)left, await ScalarAsync($"SELECT \"Votes\" FROM {Table} WHERE id = 1"));
    }

    [Fact]
    public async Task An_upsert_counts_from_the_first_caller_on()
    {
        var numbers = await AtOnce(_ => Source.UpsertIncrementAsync(Table, ("id", 50), "Votes", 2, Values(("name", "new"))));
        Assert.Equal(Enumerable.Range(1, Callers).Select(n => 2L * n), numbers.Order());
        Assert.Equal("new", await ScalarAsync($"SELECT name FROM {Table} WHERE id = 50"));
    }

    [Fact]
    public async Task Of_hundred_callers_one_inserts_and_all_get_its_row()
    {
        var results = await AtOnce(i => Source.InsertIfAbsentAsync(Table, new SqlKey(("a", "x"), ("b", "y")), Values(("id", 100L + i), ("name", $"caller {i}"))));
        var winner = Assert.Single(results, r => r.Outcome == AtomicOutcome.Applied);
        Assert.All(results, r => Assert.Equal(winner.Value["name"], r.Value["name"]));
        Assert.Equal(1L, Convert.ToInt64(await ScalarAsync($"SELECT count(*) FROM {Table} WHERE a = 'x'")));
    }

    [Fact]
    public async Task A_row_is_inserted_with_nulls_and_without_other_columns()
    {
        var result = await Source.InsertIfAbsentAsync(Table, ("id", 60L), Values(("name", null), ("Votes", null)));
        Assert.Equal(AtomicOutcome.Applied, result.Outcome);
        Assert.Null(result.Value["name"]);
        Assert.Equal(AtomicOutcome.Applied, (await Source.InsertIfAbsentAsync(Table, ("id", 61L))).Outcome);
    }

    [Fact]
    public async Task Of_hundred_callers_with_one_version_one_writes()
    {
        var results = await AtOnce(i => Source.UpdateIfVersionAsync(Table, ("id", 1), "version", 1, Values(("name", $"caller {i}"))));
        Assert.Equal(2, Assert.Single(results, r => r.Outcome == AtomicOutcome.Applied).Value);
        Assert.All(results, r => Assert.Equal(2, r.Value));
        Assert.StartsWith("caller", (string)(await ScalarAsync($"SELECT name FROM {Table} WHERE id = 1"))!);
    }

    [Fact]
    public async Task A_sequence_has_no_gaps_and_no_duplicates()
    {
        var name = Guid.NewGuid().ToString();
        var numbers = await AtOnce(_ => Source.NextSequenceAsync(name));
        Assert.Equal(Enumerable.Range(1, Callers).Select(n => (long)n), numbers.Order());
        var id = OperationId.New();
        Assert.Equal(Callers + 1, await Source.NextSequenceAsync(name, id));
        Assert.Equal(Callers + 1, await Source.NextSequenceAsync(name, id));
    }

    [Fact]
    public async Task A_sequence_number_goes_back_with_its_transaction()
    {
        var name = Guid.NewGuid().ToString();
        await using (var connection = await Source.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            Assert.Equal(1, await connection.NextSequenceAsync(name, transaction));
            await transaction.RollbackAsync();
        }

        Assert.Equal(1, await Source.NextSequenceAsync(name));
    }

    protected static IReadOnlyDictionary<string, object?> Values(params (string Name, object? Value)[] values) =>
        values.ToDictionary(v => v.Name, v => v.Value);

    private static async Task<T[]> AtOnce<T>(Func<int, Task<T>> call)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = Enumerable.Range(0, Callers).Select(i => Task.Run(async () =>
        {
            await start.Task;
            return await call(i);
        })).ToArray();
        start.SetResult();
        return await Task.WhenAll(calls);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await Source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = await Source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync() is var value && value is DBNull ? null : value;
    }
}
