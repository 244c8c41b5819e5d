using System.Net.Sockets;
using System.Text;
using RaceSafe.Servers;

[assembly: TestFramework("RaceSafe.Servers.SkipWithoutServer", "RaceSafe.Servers")]

namespace RaceSafe.Runtime.Redis.Tests.Contract;

/// <summary>A server for one test class, with a connection to it.</summary>
public abstract class ServerFixture : IAsyncLifetime
{
    private ServerProcess? _server;

    /// <summary>Without the server there is nothing to start: <see cref="SkipWithoutServer"/> skips the tests.</summary>
    protected virtual bool IsSkipped => RedisServer.Path is null && Environment.GetEnvironmentVariable("CI") != "true";

    public ConnectionMultiplexer Connection { get; private set; } = null!;

    public IDatabase Database => Connection.GetDatabase();

    public int Port => _server!.Port;

    public async Task InitializeAsync()
    {
        if (IsSkipped) return;
        _server = await StartAsync();
        Connection = await ConnectAsync(_server.Port);
    }

    public async Task DisposeAsync()
    {
        Connection?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }

    // Client 1.x waits for its whole timeout when it is disposed, once per test that has a connection of its own.
    public static async Task<ConnectionMultiplexer> ConnectAsync(int port, string options = "") =>
        await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port},allowAdmin=true,syncTimeout=5000{options}");

    protected abstract Task<ServerProcess> StartAsync();
}

[NeedsServer(RealServer.Redis)]
public sealed class RedisFixture : ServerFixture
{
    protected override async Task<ServerProcess> StartAsync() => await RedisServer.StartNewAsync();
}

/// <summary>A cluster of one: it has all slots and refuses scripts whose keys are in more than one.</summary>
[NeedsServer(RealServer.Redis)]
public sealed class ClusterFixture : ServerFixture
{
    protected override async Task<ServerProcess> StartAsync()
    {
        using var bus = new TcpListener(System.Net.IPAddress.Loopback, 0);
        bus.Start();
        var port = ((System.Net.IPEndPoint)bus.LocalEndpoint).Port;
        bus.Stop();
        var server = await RedisServer.StartNewAsync(RedisPersistence.None, "--cluster-enabled", "yes", "--cluster-port", $"{port}");
        using var client = new TcpClient("127.0.0.1", server.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("CLUSTER ADDSLOTSRANGE 0 16383\r\n"));
        await client.GetStream().ReadExactlyAsync(new byte[5]);
        using var reader = new StreamReader(client.GetStream());
        for (var said = ""; said != "cluster_state:ok"; said = (await reader.ReadLineAsync())!)
        {
            if (said.StartsWith("cluster_state", StringComparison.Ordinal) || said.Length == 0) await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("CLUSTER INFO\r\n"));
            if (said.StartsWith("cluster_state", StringComparison.Ordinal)) await Task.Delay(50);
        }

        return server;
    }
}

public sealed class GarnetFixture : ServerFixture
{
    protected override bool IsSkipped => false;

    protected override async Task<ServerProcess> StartAsync() => await GarnetServer.StartNewAsync();
}
