using System.Data.Common;
using System.Text;
using RaceSafe.Servers;

namespace RaceSafe.Runtime.Sql.Tests.Transactions;

/// <summary>Claim, work and result in one transaction: exactly once, for each database.</summary>
public abstract class IdempotentTransactionContract : IAsyncLifetime
{
    private static readonly RequestFingerprint Request = RequestFingerprint.OfParts("pay");

    private readonly string _table = $"paid_{Guid.NewGuid():N}";
    private readonly IdempotencyKey _key = IdempotencyKey.Create("transaction", Guid.NewGuid());

    protected abstract DbDataSource Source { get; }

    public virtual async Task InitializeAsync()
    {
        await using var connection = await Source.OpenConnectionAsync();
        await ExecuteAsync(new(connection, null!), $"CREATE TABLE {_table} (id int PRIMARY KEY, n int NOT NULL)");
        await ExecuteAsync(new(connection, null!), $"INSERT INTO {_table} VALUES (1, 0)");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Claim_work_and_result_are_committed_together()
    {
        Assert.Equal(("1", IdempotencyOutcome.Executed), await PayAsync());
        Assert.Equal(("1", IdempotencyOutcome.Replayed), await PayAsync());
        Assert.Equal(1, await PaidAsync());
        // Outside of a transaction the result is there too.
        Assert.Equal("1"u8.ToArray(), (await new Idempotency(new SqlIdempotencyStore(Source)).ExecuteAsync(_key, Request, (_, _) => throw new InvalidOperationException())).Value);
    }

    [Fact]
    public async Task A_rollback_takes_the_claim_with_it()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => PayAsync(failure: new InvalidDataException()));
        Assert.Equal(0, await PaidAsync());
        Assert.Equal(("1", IdempotencyOutcome.Executed), await PayAsync());
        Assert.Equal(1, await PaidAsync());
    }

    [Fact]
    public async Task Of_concurrent_transactions_one_does_the_work_and_all_get_its_result()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => PayAsync())));
        Assert.All(results, result => Assert.Equal("1", result.Value));
        Assert.Single(results, result => result.Outcome == IdempotencyOutcome.Executed);
        Assert.Equal(1, await PaidAsync());
    }

    [Fact]
    public async Task A_different_request_is_refused()
    {
        await PayAsync();
        await Assert.ThrowsAsync<IdempotencyMismatchException>(() => PayAsync(request: RequestFingerprint.OfParts("pay more")));
        Assert.Equal(1, await PaidAsync());
    }

    [Fact]
    public async Task A_claim_made_outside_is_not_waited_for_until_it_lapses()
    {
        var store = new SqlIdempotencyStore(Source);
        await store.TryClaimAsync(new(_key.Value, "outside", 0), Request, TimeSpan.FromMilliseconds(1000), default);
        await Assert.ThrowsAsync<IdempotencyInFlightException>(() => PayAsync());
        await Task.Delay(1100);
        Assert.Equal(("1", IdempotencyOutcome.TakenOver), await PayAsync());
        Assert.False(await store.CompleteAsync(new(_key.Value, "outside", 0), [0, 9], TimeSpan.FromHours(1), default));
    }

    [Fact]
    public async Task A_transaction_that_has_ended_is_an_error()
    {
        await using var connection = await Source.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await transaction.CommitAsync();
        Assert.Throws<ArgumentException>(() => transaction.AsIdempotency());
    }

    protected Task<(string Value, IdempotencyOutcome Outcome)> PayAsync(DbDataSource? source = null, RequestFingerprint? request = null, Exception? failure = null) =>
        (source ?? Source).SerializableAsync(async (work, ct) =>
        {
            var (value, outcome) = await work.Transaction.AsIdempotency().ExecuteAsync(_key, request ?? Request, async (_, _) =>
            {
                await ExecuteAsync(work, $"UPDATE {_table} SET n = n + 1 WHERE id = 1");
                if (failure is not null) throw failure;
                return Encoding.UTF8.GetBytes($"{await ScalarAsync(work, $"SELECT n FROM {_table} WHERE id = 1")}");
            }, cancellationToken: ct);
            return (Encoding.UTF8.GetString(value), outcome);
        });

    protected async Task<int> PaidAsync()
    {
        await using var connection = await Source.OpenConnectionAsync();
        return await ScalarAsync(new(connection, null!), $"SELECT n FROM {_table} WHERE id = 1");
    }

    private static async Task ExecuteAsync(SqlWork work, string text)
    {
        await using var command = work.Connection.CreateCommand();
        (command.CommandText, command.Transaction) = (text, work.Transaction);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<int> ScalarAsync(SqlWork work, string text)
    {
        await using var command = work.Connection.CreateCommand();
        (command.CommandText, command.Transaction) = (text, work.Transaction);
        return Convert.ToInt32(await command.ExecuteScalarAsync());
    }
}
