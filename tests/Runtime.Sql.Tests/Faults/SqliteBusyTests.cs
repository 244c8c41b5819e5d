using Microsoft.Data.Sqlite;

namespace RaceSafe.Runtime.Sql.Tests.Faults;

/// <summary>Writers outside of this library, in this or another process, hold the file.</summary>
public sealed class SqliteBusyTests(SqliteFile file) : IClassFixture<SqliteFile>
{
    private string Impatient => file.ConnectionString.Replace("Default Timeout=30", "Default Timeout=1");

    [Fact]
    public async Task A_busy_file_is_waited_for_and_nothing_is_lost()
    {
        await using var source = SqliteFactory.Instance.CreateDataSource(Impatient);
        await using var other = new SqliteConnection(file.ConnectionString);
        await other.OpenAsync();
        var transaction = other.BeginTransaction();
        var name = Guid.NewGuid().ToString();
        var counting = Task.Run(() => source.NextSequenceAsync(name));
        var storing = Task.Run(async () => await new SqlAtomicStore(source).IncrementAsync(name));
        await Task.Delay(2500); // longer than the time-out of one attempt
        Assert.False(counting.IsCompleted || storing.IsCompleted);
        await transaction.CommitAsync();
        Assert.Equal(1, await counting);
        Assert.Equal(AtomicResult.Applied(1L), await storing);
    }

    [Fact]
    public async Task With_no_time_for_retries_busy_is_an_error_and_not_an_unknown_outcome()
    {
        await using var source = SqliteFactory.Instance.CreateDataSource(Impatient);
        await using var other = new SqliteConnection(file.ConnectionString);
        await other.OpenAsync();
        await using var transaction = other.BeginTransaction();
        var error = await Assert.ThrowsAsync<SqliteException>(() => source.NextSequenceAsync("busy", options: new AtomicStoreOptions { Retry = RetryPolicy.None }));
        Assert.Equal(5, error.SqliteErrorCode);
    }

    [Fact]
    public async Task A_wait_for_the_turn_to_write_can_be_cancelled()
    {
        var (begun, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        var holder = file.Source.SerializableAsync(async (_, _) =>
        {
            begun.SetResult();
            await end.Task;
        });
        await begun.Task;
        using var stop = new CancellationTokenSource(100);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => file.Source.NextSequenceAsync("never", cancellationToken: stop.Token));
        end.SetResult();
        await holder;
        Assert.Equal(1, await file.Source.NextSequenceAsync("never"));
    }

    [Fact]
    public async Task A_deferred_transaction_that_read_before_others_wrote_fails_as_a_whole()
    {
        await using var connection = new SqliteConnection(Impatient);
        await connection.OpenAsync();
        await using var transaction = connection.BeginTransaction(deferred: true);
        await using (var read = connection.CreateCommand())
        {
            read.Transaction = transaction;
            read.CommandText = "SELECT count(*) FROM racesafe_sequences";
            await read.ExecuteScalarAsync();
        }

        await file.Source.NextSequenceAsync("others");
        await Assert.ThrowsAsync<SqliteException>(() => connection.NextSequenceAsync("mine", transaction));
    }

    [Fact]
    public async Task Without_our_tables_the_error_says_what_to_do()
    {
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync();
        Assert.Contains("SqlSchema.CreateAsync", (await Assert.ThrowsAsync<InvalidOperationException>(() => connection.NextSequenceAsync("x"))).Message);
        await SqlSchema.CreateAsync(connection);
        Assert.Equal(1, await connection.NextSequenceAsync("x"));
    }
}
