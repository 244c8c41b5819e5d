using System.Data.Common;

namespace RaceSafe.Runtime.Sql.Tests.Rows;

public abstract partial class RowContract
{
    [Fact]
    public async Task Bad_names_keys_and_values_are_refused_before_anything_is_sent()
    {
        await Refused<ArgumentNullException>(() => ((DbDataSource)null!).IncrementAsync(Table, ("id", 1), "Votes"));
        await Refused<ArgumentNullException>(() => ((DbConnection)null!).IncrementAsync(Table, ("id", 1), "Votes"));
        await Refused<ArgumentException>(() => Source.IncrementAsync(default, ("id", 1), "Votes"));
        await Refused<ArgumentException>(() => Source.IncrementAsync(Table, default, "Votes"));
        foreach (var bad in new[] { "", " ", "a\nb", "a\0b", new string('n', 64), new string('ä', 32) })
        {
            await Refused<ArgumentException>(() => Source.IncrementAsync(Table, ("id", 1), bad));
            await Refused<ArgumentException>(() => Source.IncrementAsync(Table, (bad, 1), "Votes"));
            await Refused<ArgumentException>(() => Source.IncrementAsync(bad, ("id", 1), "Votes"));
            await Refused<ArgumentException>(() => Source.UpsertIncrementAsync(Table, ("id", 1), "Votes", insert: Values((bad, 1))));
            await Refused<ArgumentException>(() => Source.InsertIfAbsentAsync(Table, ("id", 1), Values((bad, 1))));
            await Refused<ArgumentException>(() => Source.UpdateIfVersionAsync(Table, ("id", 1), bad, 1, Values()));
        }

        await Refused<ArgumentNullException>(() => Source.IncrementAsync(Table, ("id", 1), null!));
        await Refused<ArgumentException>(() => Source.IncrementAsync("a.b.c", ("id", 1), "Votes"));
        await Refused<ArgumentException>(() => Source.IncrementAsync(Table, ("id", null!), "Votes"));
        await Refused<ArgumentException>(() => Source.IncrementAsync(Table, ("id", DBNull.Value), "Votes"));
        await Refused<ArgumentException>(() => Source.IncrementAsync(Table, new SqlKey(), "Votes"));
        await Refused<ArgumentException>(() => Source.IncrementAsync(Table, new SqlKey(("id", 1), ("id", 2)), "Votes"));
        await Refused<ArgumentException>(() => Source.IncrementAsync(Table, ("id", 1), "id"));
        await Refused<ArgumentException>(() => Source.UpsertIncrementAsync(Table, ("id", 1), "Votes", insert: Values(("Votes", 1))));
        await Refused<ArgumentException>(() => Source.InsertIfAbsentAsync(Table, ("id", 1), Values(("id", 1))));
        await Refused<ArgumentNullException>(() => Source.UpdateIfVersionAsync(Table, ("id", 1), "version", 1, null!));
        await Refused<ArgumentOutOfRangeException>(() => Source.TryIncrementAsync(Table, ("id", 1), "Votes", min: 2, max: 1));
        await Refused<ArgumentException>(() => Source.NextSequenceAsync(""));
        await Refused<Microsoft.Extensions.Options.OptionsValidationException>(() =>
            Source.IncrementAsync(Table, ("id", 1), "Votes", options: new AtomicStoreOptions { OperationIdLifetime = TimeSpan.Zero }));
        Assert.Equal(0L, await ScalarAsync($"SELECT \"Votes\" FROM {Table} WHERE id = 1"));

        static async Task Refused<T>(Func<Task> call) where T : Exception => await Assert.ThrowsAnyAsync<T>(call);
    }

    [Fact]
    public async Task A_value_is_never_read_as_sql()
    {
        const string evil = "'; DROP TABLE racesafe_ops; --";
        Assert.Equal(1, await Source.UpsertIncrementAsync(Table, new SqlKey(("a", evil), ("b", "")), "Votes", insert: Values(("id", 90L), ("name", evil)), operationId: new OperationId(evil)));
        Assert.Equal(2, await Source.IncrementAsync(Table, new SqlKey(("a", evil), ("b", "")), "Votes"));
        Assert.Equal(evil, await ScalarAsync($"SELECT name FROM {Table} WHERE id = 90"));
        await Assert.ThrowsAnyAsync<DbException>(() => Source.IncrementAsync(Table, ("id", 1), "Votes\" = 7; --"));
    }

    [Fact]
    public async Task A_transaction_of_another_connection_or_one_that_has_ended_is_refused()
    {
        await using var connection = await Source.OpenConnectionAsync();
        await using var other = await Source.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => other.IncrementAsync(Table, ("id", 1), "Votes", 1, transaction));
        await transaction.RollbackAsync();
        var ended = await Assert.ThrowsAnyAsync<Exception>(() => connection.IncrementAsync(Table, ("id", 1), "Votes", 1, transaction));
        Assert.True(ended is ArgumentException or InvalidOperationException, ended.ToString()); // Npgsql has its own word for it
        Assert.Equal(0L, await ScalarAsync($"SELECT \"Votes\" FROM {Table} WHERE id = 1"));
    }

    [Fact]
    public async Task A_cancelled_token_prevents_every_operation()
    {
        var cancelled = new CancellationToken(canceled: true);
        Func<Task>[] calls =
        [
            () => Source.IncrementAsync(Table, ("id", 1), "Votes", cancellationToken: cancelled),
            () => Source.TryIncrementAsync(Table, ("id", 1), "Votes", cancellationToken: cancelled),
            () => Source.UpsertIncrementAsync(Table, ("id", 1), "Votes", cancellationToken: cancelled),
            () => Source.InsertIfAbsentAsync(Table, ("id", 95L), cancellationToken: cancelled),
            () => Source.UpdateIfVersionAsync(Table, ("id", 1), "version", 1, Values(("name", "x")), cancellationToken: cancelled),
            () => Source.NextSequenceAsync("cancelled", cancellationToken: cancelled),
            () => Source.SerializableAsync((_, _) => Task.FromResult(1), cancellationToken: cancelled),
            () => Source.WithRowLockAsync(Table, "id", [1L], (_, _) => Task.FromResult(1), cancellationToken: cancelled),
        ];
        foreach (var call in calls) await Assert.ThrowsAnyAsync<OperationCanceledException>(call);
        Assert.Equal(0L, await ScalarAsync($"SELECT \"Votes\" FROM {Table} WHERE id = 1"));
    }

    [Fact]
    public async Task A_missing_table_or_column_is_an_error_at_once()
    {
        await Assert.ThrowsAnyAsync<DbException>(() => Source.IncrementAsync("no_such_table", ("id", 1), "Votes"));
        await Assert.ThrowsAnyAsync<DbException>(() => Source.IncrementAsync(Table, ("id", 1), "no_such_column"));
    }

    [Fact]
    public async Task A_key_that_is_not_unique_is_an_error_and_changes_nothing()
    {
        await ExecuteAsync($"UPDATE {Table} SET a = 'same', b = CAST(id AS text), \"Votes\" = 0");
        await Refused(() => Source.TryIncrementAsync(Table, ("a", "same"), "Votes"), sum: 0);
        await Refused(() => Source.TryIncrementAsync(Table, ("a", "same"), "Votes", operationId: OperationId.New()), sum: 0);
        await Refused(() => Source.IncrementAsync(Table, ("a", "same"), "Votes", operationId: OperationId.New()), sum: 0);
        await ExecuteAsync($"UPDATE {Table} SET \"Votes\" = 5 WHERE id = 1");
        await Refused(() => Source.TryIncrementAsync(Table, ("a", "same"), "Votes", max: 5), sum: 5); // there is room in the others
        await Refused(() => Source.TryIncrementAsync(Table, ("a", "same"), "Votes", max: 0), sum: 5);
        await Refused(() => Source.IncrementAsync(Table, ("a", "same"), "Votes"), sum: 5);

        async Task Refused(Func<Task> call, long sum)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(call);
            Assert.Equal(sum, Convert.ToInt64(await ScalarAsync($"SELECT sum(\"Votes\") FROM {Table}")));
        }
    }
}
