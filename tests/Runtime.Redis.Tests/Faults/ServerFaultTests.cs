using RaceSafe.Runtime.Redis.Tests.Contract;
using RaceSafe.Servers;

namespace RaceSafe.Runtime.Redis.Tests.Faults;

/// <summary>The server dies, freezes, forgets its scripts, or refuses, while callers go on.</summary>
public sealed class ServerFaultTests
{
    [RealServerFact(RealServer.Redis)]
    public async Task Killed_and_started_again_a_server_that_syncs_every_write_loses_no_acknowledged_increment_and_applies_none_twice()
    {
        await using var server = await RedisServer.StartNewAsync(RedisPersistence.Always);
        using var connection = await ServerFixture.ConnectAsync(server.Port, ",abortConnect=false,connectTimeout=1000");
        var db = connection.GetDatabase();
        var (acked, stop) = (0, false);
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!Volatile.Read(ref stop))
            {
                var id = OperationId.New();
                while (true) // a caller that never gives up on its operation
                {
                    try
                    {
                        await db.IncrementAsync("n", operationId: id);
                        break;
                    }
                    catch (Exception e) when (e is OutcomeUnknownException or RedisException)
                    {
                    }
                }

                Interlocked.Increment(ref acked);
            }
        })).ToArray();

        for (var kill = 0; kill < 3; kill++)
        {
            await Task.Delay(400);
            await server.RestartAsync();
        }

        await Task.Delay(400);
        Volatile.Write(ref stop, true);
        await Task.WhenAll(callers).WaitAsync(TimeSpan.FromSeconds(40));
        Assert.True(acked > 50, $"only {acked} increments");
        Assert.Equal(acked, await db.StringGetAsync("n"));
    }

    [RealServerFact(RealServer.Redis)]
    public async Task A_server_that_forgot_its_scripts_gets_them_again()
    {
        await using var server = await RedisServer.StartNewAsync();
        using var connection = await ServerFixture.ConnectAsync(server.Port);
        var db = connection.GetDatabase();
        var ttl = TimeSpan.FromMinutes(1);
        for (var n = 1; n <= 10; n += 2)
        {
            await connection.GetServer("127.0.0.1", server.Port).ScriptFlushAsync();
            Assert.Equal(n, await db.IncrementAsync("n", ttl: ttl));
            await connection.GetServer("127.0.0.1", server.Port).ScriptFlushAsync();
            Assert.Equal(n + 1, db.Increment("n", ttl: ttl));
        }

        var flushing = Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++) await connection.GetServer("127.0.0.1", server.Port).ScriptFlushAsync();
        });
        await Task.WhenAll(Enumerable.Range(0, 200).Select(async _ => await db.IncrementAsync("m", ttl: ttl)).Append(flushing));
        Assert.Equal(200, await db.StringGetAsync("m"));
    }

    [RealServerFact(RealServer.Redis)]
    public async Task A_frozen_server_leaves_the_outcome_unknown_and_with_an_id_the_answer_is_had_after_it_thaws()
    {
        await using var server = await RedisServer.StartNewAsync();
        using var connection = await ServerFixture.ConnectAsync(server.Port);
        var store = new RedisAtomicStore(connection, new() { AttemptTimeout = TimeSpan.FromMilliseconds(300) });
        await store.IncrementAsync("n");
        server.Pause();
        await Assert.ThrowsAsync<OutcomeUnknownException>(async () => await store.IncrementAsync("n"));
        var withId = store.IncrementAsync("n", operationId: OperationId.New()).AsTask();
        await Task.Delay(1000);
        server.Resume();
        Assert.Equal(3, (await withId).Value); // the one in doubt was carried out too
        Assert.Equal(3, await connection.GetDatabase().StringGetAsync("n"));
    }

    [RealServerFact(RealServer.Redis)]
    public async Task Out_of_memory_is_refused_before_anything_is_written_and_is_repeated_until_there_is_room()
    {
        await using var server = await RedisServer.StartNewAsync();
        using var connection = await ServerFixture.ConnectAsync(server.Port);
        var admin = connection.GetServer("127.0.0.1", server.Port);
        var hasty = new RedisAtomicStore(connection, new() { Retry = RetryPolicy.None });
        var patient = new RedisAtomicStore(connection);
        await hasty.IncrementAsync("n");
        await admin.ConfigSetAsync("maxmemory", "1");
        var id = OperationId.New();
        await Assert.ThrowsAsync<RedisServerException>(async () => await hasty.IncrementAsync("n", ttl: TimeSpan.FromHours(1), operationId: id));
        Assert.Null(await connection.GetDatabase().KeyTimeToLiveAsync("n"));
        var waiting = patient.IncrementAsync("n", operationId: id).AsTask();
        await Task.Delay(200);
        Assert.False(waiting.IsCompleted);
        await admin.ConfigSetAsync("maxmemory", "0");
        Assert.Equal(AtomicResult.Applied(2L), await waiting);
    }

    [RealServerFact(RealServer.Redis)]
    public async Task A_replica_refuses_writes_and_the_call_goes_on_when_it_is_promoted()
    {
        await using var master = await RedisServer.StartNewAsync();
        await using var server = await RedisServer.StartNewAsync();
        using var connection = await ServerFixture.ConnectAsync(server.Port);
        var admin = connection.GetServer("127.0.0.1", server.Port);
        var store = new RedisAtomicStore(connection);
        await store.IncrementAsync("n", ttl: TimeSpan.FromHours(1)); // the script is known
        using (var raw = new System.Net.Sockets.TcpClient("127.0.0.1", server.Port))
        {
            // Behind the client's back, as after a failover that it has not heard of.
            await raw.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes($"REPLICAOF 127.0.0.1 {master.Port}\r\n"));
            await raw.GetStream().ReadExactlyAsync(new byte[5]);
            var waiting = store.IncrementAsync("m", operationId: OperationId.New()).AsTask();
            await Task.Delay(500);
            Assert.False(waiting.IsCompleted, waiting.Exception?.ToString());
            await raw.GetStream().WriteAsync("REPLICAOF NO ONE\r\n"u8.ToArray());
            Assert.Equal(AtomicResult.Applied(1L), await waiting);
        }
    }
}
