using Npgsql;
using RaceSafe.Servers;

namespace RaceSafe.Runtime.Sql.Tests.Faults;

/// <summary>Idempotent work while the way to PostgreSQL loses messages, and without the table.</summary>
[Collection(PostgresCollection.Name)]
public sealed class IdempotencyFaultTests(PostgresFixture postgres)
{
    private static readonly RequestFingerprint Request = RequestFingerprint.OfParts("pay");

    [RealServerTheory(RealServer.Postgres)]
    [InlineData(Loss.Request)]
    [InlineData(Loss.Reply)]
    [InlineData(Loss.Reset)]
    public async Task Whatever_step_loses_its_request_or_reply_the_work_runs_once(Loss loss)
    {
        await using var proxy = new LossyProxy(postgres.Server.Port);
        await using var source = postgres.Through(proxy.Port);
        var idempotency = new Idempotency(new SqlIdempotencyStore(source));
        proxy.LoseEvery(3, "racesafe_idempotency", loss);
        for (var n = 0; n < 20; n++)
        {
            var (key, runs) = (IdempotencyKey.Create("lossy", Guid.NewGuid()), 0);
            for (var call = 0; call < 2; call++)
                Assert.Equal([(byte)n], (await idempotency.ExecuteAsync(key, Request, (_, _) =>
                {
                    runs++;
                    return Task.FromResult<byte[]>([(byte)n]);
                })).Value);
            Assert.Equal(1, runs);
        }

        Assert.True(proxy.Losses > 10, $"only {proxy.Losses} losses");
    }

    [RealServerFact(RealServer.Postgres)]
    public async Task Killed_in_the_middle_the_server_keeps_what_was_committed_and_the_work_runs_once()
    {
        await using var server = await PostgresServer.StartNewAsync();
        await using var source = NpgsqlDataSource.Create(server.ConnectionString + ";Timeout=5");
        await using (var connection = source.CreateConnection()) await SqlSchema.CreateAsync(connection);
        var patient = new AtomicStoreOptions { Retry = RetryPolicy.Default with { TotalBudget = TimeSpan.FromSeconds(30) }, OperationIdLifetime = TimeSpan.FromHours(1) };
        var idempotency = new Idempotency(new SqlIdempotencyStore(source, patient));
        var (key, runs) = (IdempotencyKey.Create("killed", Guid.NewGuid()), 0);
        var (_, outcome) = await idempotency.ExecuteAsync(key, Request, async (_, _) =>
        {
            runs++;
            await server.RestartAsync();
            return [1];
        });
        Assert.Equal(IdempotencyOutcome.Executed, outcome);
        await server.RestartAsync();
        Assert.Equal(IdempotencyOutcome.Replayed, (await idempotency.ExecuteAsync(key, Request, (_, _) => throw new InvalidOperationException())).Outcome);
        Assert.Equal(1, runs);
    }

    [RealServerFact(RealServer.Postgres)]
    public async Task A_missing_table_is_an_error_whatever_the_policy_and_a_missing_server_follows_the_policy()
    {
        var unprotected = new IdempotencyOptions { WhenStoreUnavailable = StoreUnavailablePolicy.RunUnprotected };
        var key = IdempotencyKey.Create("missing", Guid.NewGuid());
        await using var empty = NpgsqlDataSource.Create(postgres.Server.ConnectionString + ";Search Path=nowhere");
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await new Idempotency(new SqlIdempotencyStore(empty))
            .ExecuteAsync(key, Request, (_, _) => Task.FromResult<byte[]>([1]), unprotected));

        var hasty = new AtomicStoreOptions { Retry = RetryPolicy.None };
        await using var gone = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=x;Timeout=1");
        var idempotency = new Idempotency(new SqlIdempotencyStore(gone, hasty));
        await Assert.ThrowsAsync<IdempotencyUnavailableException>(async () => await idempotency.ExecuteAsync(key, Request, (_, _) => Task.FromResult<byte[]>([1])));
        Assert.Equal(IdempotencyOutcome.Unprotected, (await idempotency.ExecuteAsync(key, Request, (_, _) => Task.FromResult<byte[]>([1]), unprotected)).Outcome);
    }
}
