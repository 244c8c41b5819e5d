using System.Data.Common;
using RaceSafe.Runtime.Sql.Tests.Faults;
using RaceSafe.Servers;

namespace RaceSafe.Runtime.Sql.Tests.Transactions;

public sealed class SqliteIdempotentTransactionTests(SqliteFile file) : IdempotentTransactionContract, IClassFixture<SqliteFile>
{
    protected override DbDataSource Source => file.Source;
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresIdempotentTransactionTests(PostgresFixture postgres) : IdempotentTransactionContract
{
    protected override DbDataSource Source => postgres.Source;

    public override Task InitializeAsync() => PostgresServer.Binaries is null ? Task.CompletedTask : base.InitializeAsync();

    [RealServerTheory(RealServer.Postgres)]
    [InlineData(Loss.Reply)]
    [InlineData(Loss.Request)]
    [InlineData(Loss.Reset)]
    public async Task Lost_commits_and_lost_statements_do_not_pay_twice(Loss loss)
    {
        await using var proxy = new LossyProxy(postgres.Server.Port);
        await using var source = postgres.Through(proxy.Port);
        proxy.LoseFirst(1, "COMMIT\0", loss);
        Assert.Equal("1", (await RetriedAsync(source)).Value);
        proxy.LoseFirst(1, "racesafe_idempotency", loss);
        Assert.Equal(("1", IdempotencyOutcome.Replayed), await RetriedAsync(source));
        Assert.Equal(1, await PaidAsync());
    }

    // A client that tries again after whatever error.
    private async Task<(string Value, IdempotencyOutcome)> RetriedAsync(DbDataSource source)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await PayAsync(source);
            }
            catch (Exception e) when (attempt < 3 && e is DbException or TimeoutException or IOException)
            {
            }
        }
    }
}
