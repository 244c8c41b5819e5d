using System.Collections.Concurrent;
using System.Text;
using RaceSafe.Proxies;
using RaceSafe.Runtime.Redis.Tests.Contract;
using RaceSafe.Runtime.Tests.Contract;
using RaceSafe.Servers;

namespace RaceSafe.Runtime.Redis.Tests.Faults;

/// <summary>Idempotent work while the network or the server fails.</summary>
public sealed class IdempotencyFaultTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private const string Brief = ",syncTimeout=1000"; // closing a connection to a server that is gone takes that long

    private static readonly RequestFingerprint Request = RequestFingerprint.OfParts("pay");

    [Theory]
    [InlineData(FaultKind.DropRequest)]
    [InlineData(FaultKind.DropReply)]
    [InlineData(FaultKind.Reset)]
    public async Task Whatever_step_loses_its_request_or_reply_the_work_runs_once(FaultKind kind)
    {
        await using var faulty = await Faulty.ConnectAsync(redis.Port);
        faulty.OneIn(3, kind);
        var idempotency = new Idempotency(new RedisIdempotencyStore(faulty.Connection));
        for (var n = 0; n < 8; n++)
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

        Assert.True(faulty.Faults > 2, $"only {faulty.Faults} faults");
    }

    [RealServerFact(RealServer.Redis)]
    public async Task Killed_in_the_middle_a_server_that_syncs_every_write_forgets_no_result_and_no_work_runs_twice()
    {
        await using var server = await RedisServer.StartNewAsync(RedisPersistence.Always);
        using var connection = await ServerFixture.ConnectAsync(server.Port, Brief + ",abortConnect=false,connectTimeout=1000");
        var idempotency = new Idempotency(new RedisIdempotencyStore(connection, new() { AttemptTimeout = TimeSpan.FromMilliseconds(500) }));
        var (runs, stop) = (new ConcurrentDictionary<IdempotencyKey, int>(), false);
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!Volatile.Read(ref stop))
            {
                var key = IdempotencyKey.Create("killed", Guid.NewGuid());
                await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => CallAsync(idempotency, key, runs)));
            }
        })).ToArray();
        for (var kill = 0; kill < 2; kill++)
        {
            await Task.Delay(400);
            await server.RestartAsync();
        }

        await Task.Delay(400);
        Volatile.Write(ref stop, true);
        await Task.WhenAll(callers).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(runs.Count > 5, $"only {runs.Count} keys");
        Assert.All(runs, run => Assert.Equal(1, run.Value));
        foreach (var key in runs.Keys.Take(50)) await CallAsync(idempotency, key, runs);
        Assert.All(runs, run => Assert.Equal(1, run.Value));
    }

    [Fact]
    public async Task While_the_store_is_down_nothing_runs_unless_that_was_asked_for_and_then_it_is_counted_and_logged()
    {
        using var measured = new Measurements();
        var log = new EventLog();
        using var connection = await ConnectionMultiplexer.ConnectAsync("127.0.0.1:1,abortConnect=false,connectTimeout=100,connectRetry=1");
        var idempotency = new Idempotency(new RedisIdempotencyStore(connection, Hasty), logger: log);
        var (key, runs) = (IdempotencyKey.Create("down", Guid.NewGuid()), 0);
        Task<byte[]> Work(IdempotencyClaim claim, CancellationToken ct) => Task.FromResult<byte[]>([(byte)++runs]);

        var error = await Assert.ThrowsAsync<IdempotencyUnavailableException>(async () => await idempotency.ExecuteAsync(key, Request, Work));
        Assert.Equal(("redis", false, 0), (error.Backend, error.WorkDone, runs));
        Assert.DoesNotContain((10, "IdempotencyUnprotected"), log.Events);

        var (value, outcome) = await idempotency.ExecuteAsync(key, Request, Work, new() { WhenStoreUnavailable = StoreUnavailablePolicy.RunUnprotected });
        Assert.Equal((1, IdempotencyOutcome.Unprotected), (value[0], outcome));
        Assert.Contains((10, "IdempotencyUnprotected"), log.Events);
        Assert.NotEmpty(measured.Of("racesafe.idempotency.requests", ("racesafe.backend", "redis"), ("racesafe.outcome", "unprotected")));
        Assert.NotEmpty(measured.Of("racesafe.idempotency.requests", ("racesafe.backend", "redis"), ("racesafe.outcome", "unavailable")));
    }

    [RealServerTheory]
    [InlineData(StoreUnavailablePolicy.Fail)]
    [InlineData(StoreUnavailablePolicy.RunUnprotected)]
    public async Task What_is_known_to_be_under_way_elsewhere_is_not_done_again_when_the_store_goes_down(StoreUnavailablePolicy policy)
    {
        await using var server = await RedisServer.StartNewAsync();
        using var connection = await ServerFixture.ConnectAsync(server.Port, Brief + ",abortConnect=false,connectTimeout=300");
        var store = new RedisIdempotencyStore(connection, Hasty);
        var key = IdempotencyKey.Create("elsewhere", Guid.NewGuid());
        await store.TryClaimAsync(new(key.Value, "another process", 0), Request, TimeSpan.FromMinutes(1), default);
        var waiting = new Idempotency(store).ExecuteAsync(key, Request, (_, _) => throw new InvalidOperationException("It ran."), new() { WhenStoreUnavailable = policy }).AsTask();
        await Task.Delay(200);
        await server.KillAsync();
        Assert.False((await Assert.ThrowsAsync<IdempotencyUnavailableException>(() => waiting)).WorkDone);
    }

    [RealServerTheory]
    [InlineData(StoreUnavailablePolicy.Fail)]
    [InlineData(StoreUnavailablePolicy.RunUnprotected)]
    public async Task Work_whose_result_cannot_be_stored_is_said_to_be_done(StoreUnavailablePolicy policy)
    {
        await using var server = await RedisServer.StartNewAsync();
        using var connection = await ServerFixture.ConnectAsync(server.Port, Brief + ",abortConnect=false,connectTimeout=300");
        var log = new EventLog();
        var idempotency = new Idempotency(new RedisIdempotencyStore(connection, Hasty), logger: log);
        var calling = idempotency.ExecuteAsync(IdempotencyKey.Create("done", Guid.NewGuid()), Request, async (_, _) =>
        {
            await server.KillAsync();
            return [1];
        }, new() { WhenStoreUnavailable = policy }).AsTask();
        if (policy == StoreUnavailablePolicy.Fail) Assert.True((await Assert.ThrowsAsync<IdempotencyUnavailableException>(() => calling)).WorkDone);
        else Assert.Equal(IdempotencyOutcome.Unprotected, (await calling).Outcome);
        Assert.Contains((11, "IdempotencyResultNotStored"), log.Events);
    }

    [RealServerFact(RealServer.Redis)]
    public async Task Work_is_stopped_before_its_lease_can_end_while_the_server_stands_still()
    {
        await using var server = await RedisServer.StartNewAsync();
        using var connection = await ServerFixture.ConnectAsync(server.Port, Brief);
        var log = new EventLog();
        var idempotency = new Idempotency(new RedisIdempotencyStore(connection, Hasty), new() { ClaimLease = TimeSpan.FromSeconds(1) }, logger: log);
        var stopped = TimeSpan.Zero;
        await Assert.ThrowsAsync<IdempotencyClaimLostException>(async () => await idempotency.ExecuteAsync(IdempotencyKey.Create("frozen", Guid.NewGuid()), Request, async (_, ct) =>
        {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            server.Pause();
            try
            {
                await Task.Delay(TimeSpan.FromSeconds(20), ct);
            }
            finally
            {
                stopped = clock.Elapsed;
                server.Resume();
            }

            return [];
        }));
        Assert.InRange(stopped, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(15));
        Assert.Contains((12, "IdempotencyClaimLost"), log.Events);
    }

    [RealServerFact(RealServer.Redis)]
    public async Task A_claim_that_the_server_forgot_is_lost_and_the_result_is_refused()
    {
        await using var server = await RedisServer.StartNewAsync();
        using var connection = await ServerFixture.ConnectAsync(server.Port, Brief);
        var idempotency = new Idempotency(new RedisIdempotencyStore(connection));
        var key = IdempotencyKey.Create("flushed", Guid.NewGuid());
        var fences = new List<long>();
        await Assert.ThrowsAsync<IdempotencyClaimLostException>(async () => await idempotency.ExecuteAsync(key, Request, async (claim, _) =>
        {
            fences.Add(claim.Fence);
            await connection.GetServer("127.0.0.1", server.Port).FlushDatabaseAsync();
            return [1];
        }));
        await idempotency.ExecuteAsync(key, Request, (claim, _) =>
        {
            fences.Add(claim.Fence);
            return Task.FromResult<byte[]>([2]);
        });
        Assert.True(fences[1] > fences[0]); // though nothing was left of the first
    }

    private static RedisAtomicStoreOptions Hasty => new()
    {
        AttemptTimeout = TimeSpan.FromMilliseconds(300),
        Retry = RetryPolicy.Default with { TotalBudget = TimeSpan.FromMilliseconds(500) },
    };

    private static async Task CallAsync(Idempotency idempotency, IdempotencyKey key, ConcurrentDictionary<IdempotencyKey, int> runs)
    {
        var (value, _) = await idempotency.ExecuteAsync(key, Request, async (_, ct) =>
        {
            runs.AddOrUpdate(key, 1, (_, n) => n + 1);
            await Task.Delay(5, ct);
            return Encoding.UTF8.GetBytes(key.Value);
        });
        Assert.Equal(key.Value, Encoding.UTF8.GetString(value));
    }

    /// <summary>As <see cref="RealServerFactAttribute"/>, for a theory.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class RealServerTheoryAttribute : TheoryAttribute
    {
        public RealServerTheoryAttribute() => Skip = new RealServerFactAttribute(RealServer.Redis).Skip;
    }
}
