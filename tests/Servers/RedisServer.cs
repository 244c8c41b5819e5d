using System.Diagnostics;

namespace RaceSafe.Servers;

/// <summary>How much a killed <see cref="RedisServer"/> forgets.</summary>
public enum RedisPersistence
{
    /// <summary>Everything.</summary>
    None,

    /// <summary>What was written in the last second.</summary>
    EverySecond,

    /// <summary>Nothing that was acknowledged.</summary>
    Always,
}

/// <summary>A redis-server of its own.</summary>
/// <param name="persistence">What it keeps over a kill.</param>
/// <param name="options">Further options, as on the command line of redis-server.</param>
public sealed class RedisServer(RedisPersistence persistence = RedisPersistence.None, params string[] options) : ServerProcess
{
    /// <summary>Path of redis-server (or valkey-server), or null when neither is installed.</summary>
    public static string? Path { get; } = Executable.Find("redis-server", ["/opt/homebrew/bin", "/usr/local/bin"]) ?? Executable.Find("valkey-server");

    /// <summary>Host and port, as a client's connection string.</summary>
    public string Endpoint => $"127.0.0.1:{Port}";

    /// <summary>Starts a server that forgets everything when killed.</summary>
    public static async Task<RedisServer> StartNewAsync(RedisPersistence persistence = RedisPersistence.None, params string[] options)
    {
        var server = new RedisServer(persistence, options);
        await server.StartAsync().ConfigureAwait(false);
        return server;
    }

    /// <inheritdoc />
    protected override ProcessStartInfo CommandLine()
    {
        var start = new ProcessStartInfo(Path ?? throw new InvalidOperationException("redis-server is not installed; run 'dotnet run eng/test.cs'."));
        string[] arguments =
        [
            "--port", Port.ToString(), "--bind", "127.0.0.1", "--dir", Folder, "--save", "", "--daemonize", "no",
            "--appendonly", persistence == RedisPersistence.None ? "no" : "yes",
            "--appendfsync", persistence == RedisPersistence.Always ? "always" : "everysec",
            .. options,
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }

    /// <inheritdoc />
    protected override Task<bool> AnswersAsync(CancellationToken cancellationToken) => AnswersAsync("PING\r\n", "+PONG", cancellationToken);
}
