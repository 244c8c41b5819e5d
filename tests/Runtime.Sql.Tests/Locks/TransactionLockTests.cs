using System.Transactions;
using RaceSafe.Servers;

namespace RaceSafe.Runtime.Sql.Tests.Locks;

/// <summary>Locks and transactions: those that belong to one, and those that must not.</summary>
[Collection(PostgresCollection.Name)]
public sealed class TransactionLockTests(PostgresFixture postgres)
{
    private readonly string _name = Guid.NewGuid().ToString("N");

    [RealServerFact(RealServer.Postgres)]
    public async Task A_lock_of_a_transaction_is_held_until_it_ends_however_it_ends()
    {
        foreach (var commits in new[] { true, false })
        {
            await using var one = await postgres.Source.OpenConnectionAsync();
            await using var other = await postgres.Source.OpenConnectionAsync();
            await using var first = await one.BeginTransactionAsync();
            await using var second = await other.BeginTransactionAsync();
            await first.AcquireLockAsync(_name);
            await first.AcquireLockAsync(_name); // its own, once more
            Assert.False(await second.TryAcquireLockAsync(_name));
            Assert.True(await second.TryAcquireLockAsync(_name + "other"));
            var waiting = second.AcquireLockAsync(_name);
            await Task.Delay(100);
            Assert.False(waiting.IsCompleted);
            if (commits) await first.CommitAsync();
            else await one.CloseAsync();
            await waiting.WaitAsync(TimeSpan.FromSeconds(10));
        }
    }

    [RealServerFact(RealServer.Postgres)]
    public async Task Callers_that_read_and_write_under_the_lock_of_their_transaction_lose_no_update()
    {
        var table = $"t_{Guid.NewGuid():N}";
        await using (var create = postgres.Source.CreateCommand($"CREATE TABLE {table} (n int); INSERT INTO {table} VALUES (0)")) await create.ExecuteNonQueryAsync();
        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Task.Run(async () =>
        {
            await using var connection = await postgres.Source.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await transaction.AcquireLockAsync(_name);
            await using var read = connection.CreateCommand();
            read.CommandText = $"SELECT n FROM {table}";
            var n = (int)(await read.ExecuteScalarAsync())!;
            read.CommandText = $"UPDATE {table} SET n = {n + 1}";
            await read.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        })));
        await using var count = postgres.Source.CreateCommand($"SELECT n FROM {table}");
        Assert.Equal(30, await count.ExecuteScalarAsync());
    }

    [RealServerFact(RealServer.Postgres)]
    public async Task A_lock_of_the_provider_does_not_wait_for_the_end_of_an_ambient_transaction()
    {
        using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
        await using var held = await new SqlLockProvider(postgres.Source).AcquireAsync(_name, new() { Lease = TimeSpan.FromSeconds(2), RenewEvery = TimeSpan.FromMilliseconds(200) });
        Assert.Null(await Task.Run(async () => await new SqlLockProvider(postgres.Source).TryAcquireAsync(_name)));
        await Task.Delay(3000);
        held.ThrowIfLost(); // renewals do not run in the scope either
    }

    [Fact]
    public async Task Without_its_table_the_error_says_what_to_do()
    {
        await using var source = Microsoft.Data.Sqlite.SqliteFactory.Instance.CreateDataSource("Data Source=:memory:");
        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await new SqlLockProvider(source).TryAcquireAsync(_name));
        Assert.Contains("SqlSchema", error.Message);
    }

    [Fact]
    public async Task A_transaction_of_SQLite_needs_no_lock_and_says_so()
    {
        await using var source = Microsoft.Data.Sqlite.SqliteFactory.Instance.CreateDataSource("Data Source=:memory:");
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        Assert.Contains("IMMEDIATE", (await Assert.ThrowsAsync<NotSupportedException>(() => transaction.AcquireLockAsync(_name))).Message);
        await transaction.RollbackAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => transaction.AcquireLockAsync(_name));
    }
}
