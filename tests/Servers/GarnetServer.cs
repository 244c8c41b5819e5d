using System.Diagnostics;

namespace RaceSafe.Servers;

/// <summary>
/// A Garnet server of its own, from the .NET tool that <c>.config/dotnet-tools.json</c> names: the Redis protocol where redis-server
/// cannot be had.
/// </summary>
public sealed class GarnetServer : ServerProcess
{
    /// <summary>Host and port, as a client's connection string.</summary>
    public string Endpoint => $"127.0.0.1:{Port}";

    /// <summary>Starts a server.</summary>
    public static async Task<GarnetServer> StartNewAsync()
    {
        var server = new GarnetServer();
        await server.StartAsync().ConfigureAwait(false);
        return server;
    }

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await ToolRestore.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    protected override ProcessStartInfo CommandLine() =>
        Dotnet("tool", "run", "garnet-server", "--allow-roll-forward", "--", "--port", Port.ToString(), "--bind", "127.0.0.1", "--lua",
            "--checkpointdir", Folder, "--memory", "256m", "--index", "16m");

    /// <inheritdoc />
    protected override Task<bool> AnswersAsync(CancellationToken cancellationToken) => AnswersAsync("*1\r\n$4\r\nPING\r\n", "+PONG", cancellationToken);

    private static readonly Lazy<Task> ToolRestore = new(async () =>
    {
        var start = Dotnet("tool", "restore");
        start.RedirectStandardOutput = true;
        using var restore = Process.Start(start)!;
        var output = await restore.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
        await restore.WaitForExitAsync().ConfigureAwait(false);
        if (restore.ExitCode != 0) throw new InvalidOperationException($"garnet-server cannot be restored:{Environment.NewLine}{output}");
    });

    private static ProcessStartInfo Dotnet(params string[] arguments) => new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
    {
        // The folder of the tool manifest: the checkout, above our output folder.
        WorkingDirectory = AppContext.BaseDirectory,
    };
}
