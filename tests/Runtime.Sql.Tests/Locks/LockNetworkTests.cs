using System.Diagnostics;
using Npgsql;
using RaceSafe.Runtime.Sql.Tests.Faults;
using RaceSafe.Servers;

namespace RaceSafe.Runtime.Sql.Tests.Locks;

/// <summary>Requests and replies of locks get lost, and connections are ended, between here and PostgreSQL.</summary>
[Collection(PostgresCollection.Name)]
public sealed class LockNetworkTests(PostgresFixture postgres)
{
    private const string Acquire = "INSERT INTO racesafe_locks", Renew = "UPDATE racesafe_locks SET expires_at", Release = "UPDATE racesafe_locks SET token";

    private readonly string _name = Guid.NewGuid().ToString("N");

    private SqlLockProvider Others => new(postgres.Source);

    [RealServerTheory(RealServer.Postgres)]
    [InlineData(Loss.Request)]
    [InlineData(Loss.Reply)]
    [InlineData(Loss.Reset)]
    public async Task A_lost_request_or_reply_of_an_acquire_is_asked_again_and_the_lock_is_had(Loss loss)
    {
        await using var proxy = new LossyProxy(postgres.Server.Port);
        await using var source = postgres.Through(proxy.Port);
        proxy.LoseFirst(1, Acquire, loss);
        var held = await new SqlLockProvider(source).TryAcquireAsync(_name);
        Assert.Equal(1, proxy.Losses);
        Assert.Null(await Others.TryAcquireAsync(_name));
        Assert.Equal(held!.Fence, await ScalarAsync($"SELECT fence FROM racesafe_locks WHERE name = '{_name}'"));
        await held.DisposeAsync();
        await using var next = await Others.TryAcquireAsync(_name);
        Assert.True(next!.Fence > held.Fence);
    }

    [RealServerTheory(RealServer.Postgres)]
    [InlineData(Loss.Request)]
    [InlineData(Loss.Reply)]
    public async Task A_lost_request_or_reply_of_a_renewal_does_not_lose_the_lock(Loss loss)
    {
        await using var proxy = new LossyProxy(postgres.Server.Port);
        await using var source = postgres.Through(proxy.Port);
        await using var held = await new SqlLockProvider(source).AcquireAsync(_name, new() { Lease = TimeSpan.FromSeconds(3) });
        proxy.LoseFirst(1, Renew, loss);
        await Task.Delay(4500);
        Assert.Equal(1, proxy.Losses);
        held.ThrowIfLost();
        Assert.Null(await Others.TryAcquireAsync(_name));
    }

    [RealServerTheory(RealServer.Postgres)]
    [InlineData(Loss.Request)]
    [InlineData(Loss.Reply)]
    public async Task A_lost_request_or_reply_of_a_release_does_not_leave_the_lock_to_its_lease(Loss loss)
    {
        await using var proxy = new LossyProxy(postgres.Server.Port);
        await using var source = postgres.Through(proxy.Port);
        var held = await new SqlLockProvider(source).AcquireAsync(_name);
        proxy.LoseFirst(1, Release, loss);
        await held.DisposeAsync();
        Assert.Equal(1, proxy.Losses);
        await using var next = await Others.TryAcquireAsync(_name); // the lease is 30 s
        Assert.NotNull(next);
    }

    [RealServerFact(RealServer.Postgres)]
    public async Task While_no_reply_comes_any_more_the_holder_knows_that_it_lost_before_another_gets_the_lock()
    {
        await using var proxy = new LossyProxy(postgres.Server.Port);
        await using var source = postgres.Through(proxy.Port, ";Cancellation Timeout=100");
        var held = await new SqlLockProvider(source).AcquireAsync(_name, new() { Lease = TimeSpan.FromSeconds(1) });
        var lost = held.Lost;
        proxy.Plan = request => request.Contains("racesafe_locks", StringComparison.Ordinal) ? Loss.Request : Loss.None;
        await using var next = await Others.AcquireAsync(_name, new() { Wait = TimeSpan.FromSeconds(10) });
        Assert.Equal(LockLoss.Expired, Assert.Throws<LockLostException>(held.ThrowIfLost).Loss);
        Assert.True(lost.IsCancellationRequested);
        await held.DisposeAsync();
        next.ThrowIfLost();
    }

    [RealServerFact(RealServer.Postgres)]
    public async Task Backends_that_are_terminated_before_every_step_cost_a_repeat_and_no_lock()
    {
        await using var source = NpgsqlDataSource.Create(postgres.Server.ConnectionString + ";Application Name=terminated;Maximum Pool Size=5");
        var locks = new SqlLockProvider(source);
        for (var i = 0; i < 3; i++)
        {
            await TerminateAsync();
            var held = await locks.AcquireAsync(_name, new() { Lease = TimeSpan.FromSeconds(2), RenewEvery = TimeSpan.FromMilliseconds(200) });
            for (var renewal = 0; renewal < 12; renewal++) // longer than the lease
            {
                await TerminateAsync();
                await Task.Delay(200);
            }

            held.ThrowIfLost();
            Assert.Null(await Others.TryAcquireAsync(_name));
            await TerminateAsync();
            await held.DisposeAsync();
            await (await Others.TryAcquireAsync(_name))!.DisposeAsync();
        }
    }

    [RealServerFact(RealServer.Postgres)]
    public async Task A_lock_survives_a_crash_of_the_server_and_is_renewed_afterwards()
    {
        await using var server = await PostgresServer.StartNewAsync();
        await using var source = NpgsqlDataSource.Create(server.ConnectionString + ";Timeout=2");
        await using (var connection = source.CreateConnection()) await SqlSchema.CreateAsync(connection);
        var locks = new SqlLockProvider(source);
        await using var held = await locks.AcquireAsync("lock", new() { Lease = TimeSpan.FromSeconds(9) });
        await server.RestartAsync();
        Assert.Null(await locks.TryAcquireAsync("lock"));
        await Task.Delay(8000); // without a renewal the lease would be over
        held.ThrowIfLost();
        Assert.Null(await locks.TryAcquireAsync("lock"));

        await server.KillAsync();
        await using var unused = NpgsqlDataSource.Create(server.ConnectionString + ";Timeout=2");
        var clock = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<NpgsqlException>(async () => await new SqlLockProvider(unused).TryAcquireAsync("other"));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(8), "without a connection it fails at once, and not after all retries");
    }

    private async Task TerminateAsync()
    {
        await ScalarAsync("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'terminated'");
        await Task.Delay(20);
    }

    private async Task<object?> ScalarAsync(string text)
    {
        await using var command = postgres.Source.CreateCommand(text);
        return await command.ExecuteScalarAsync();
    }
}
