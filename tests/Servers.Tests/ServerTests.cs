using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace RaceSafe.Servers.Tests;

/// <summary>The servers that other tests rely on really start, forget or keep, freeze and go away.</summary>
public sealed class ServerTests
{
    [RealServerFact(RealServer.Redis)]
    public async Task Redis_forgets_on_kill_unless_it_persists_and_freezes_and_thaws()
    {
        await using var forgetful = await RedisServer.StartNewAsync();
        await using var durable = await RedisServer.StartNewAsync(RedisPersistence.Always);
        foreach (var server in new[] { forgetful, durable })
        {
            Assert.Equal(":1", await Ask(server.Port, "INCR n\r\n"));
            await server.RestartAsync();
        }

        Assert.Equal(":1", await Ask(forgetful.Port, "INCR n\r\n"));
        Assert.Equal(":2", await Ask(durable.Port, "INCR n\r\n"));
        await Freezes(durable, () => Ask(durable.Port, "INCR n\r\n"), ":3");
    }

    [RealServerFact(RealServer.Postgres)]
    public async Task Postgres_keeps_what_it_committed_and_freezes_and_thaws()
    {
        await using var server = await PostgresServer.StartNewAsync("max_connections=20");
        await Scalar(server, "CREATE TABLE t (n int)");
        await Scalar(server, "INSERT INTO t VALUES (1)");

        await server.RestartAsync();

        Assert.Equal(1L, await Scalar(server, "SELECT count(*) FROM t"));
        Assert.Equal("20", await Scalar(server, "SHOW max_connections"));
        await Freezes(server, () => Scalar(server, "SELECT count(*) FROM t"), 1L);
    }

    [Fact]
    public async Task Garnet_speaks_the_same_protocol_and_runs_scripts()
    {
        await using var server = await GarnetServer.StartNewAsync();

        Assert.Equal(":7", await Ask(server.Port, "*3\r\n$4\r\nEVAL\r\n$8\r\nreturn 7\r\n$1\r\n0\r\n"));
        await Freezes(server, () => Ask(server.Port, "*2\r\n$4\r\nINCR\r\n$1\r\nn\r\n"), ":1");
    }

    [Fact]
    public async Task A_disposed_server_is_gone()
    {
        var server = await GarnetServer.StartNewAsync();

        await server.DisposeAsync();

        Assert.False(server.IsRunning);
        await Assert.ThrowsAnyAsync<SocketException>(() => Ask(server.Port, "*1\r\n$4\r\nPING\r\n"));
    }

    private static async Task Freezes<T>(ServerProcess server, Func<Task<T>> ask, T expected)
    {
        if (OperatingSystem.IsWindows()) return;
        server.Pause();
        var answer = ask();
        await Task.Delay(300);
        Assert.False(answer.IsCompleted);
        server.Resume();
        Assert.Equal(expected, await answer);
    }

    private static async Task<string> Ask(int port, string question)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(question));
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadLineAsync() ?? "";
    }

    private static async Task<object?> Scalar(PostgresServer server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
