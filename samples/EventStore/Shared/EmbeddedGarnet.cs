using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace EventStore;

/// <summary>A Garnet server for a run without an address: the .NET tool that the checkout names, on a free loopback port, gone at the end.</summary>
internal sealed class EmbeddedGarnet : IDisposable
{
    private static readonly TimeSpan _startLimit = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("eventstore-");
    private readonly Process _server;

    private EmbeddedGarnet(int port)
    {
        Address = $"redis://127.0.0.1:{port}";
        _server = Dotnet("tool", "run", "garnet-server", "--allow-roll-forward", "--",
            "--port", $"{port}", "--bind", "127.0.0.1", "--lua", "--checkpointdir", _data.FullName, "--memory", "256m", "--index", "16m");
    }

    /// <summary>As in <c>REDIS_URL</c>.</summary>
    public string Address { get; }

    /// <summary>Starts a server and waits until it listens.</summary>
    public static async Task<EmbeddedGarnet> StartAsync(CancellationToken cancellationToken)
    {
        using (var restore = Dotnet("tool", "restore")) await restore.WaitForExitAsync(cancellationToken);
        var port = FreePort();
        var garnet = new EmbeddedGarnet(port);
        for (var waited = Stopwatch.StartNew(); !await ListensAsync(port); await Task.Delay(100, CancellationToken.None))
        {
            if (!garnet._server.HasExited && waited.Elapsed < _startLimit && !cancellationToken.IsCancellationRequested) continue;
            garnet.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw new InvalidOperationException("garnet-server does not start; give the address of a Redis in REDIS_URL.");
        }

        return garnet;
    }

    public void Dispose()
    {
        if (!_server.HasExited) _server.Kill(entireProcessTree: true);
        _server.WaitForExit();
        _server.Dispose();
        _data.Delete(recursive: true);
    }

    private static Process Dotnet(params string[] arguments)
    {
        // The tool manifest is that of the checkout, above our output folder, unless somebody says where the checkout is.
        var folder = Environment.GetEnvironmentVariable("SAMPLES_TOOLS") is { Length: > 0 } given ? given : AppContext.BaseDirectory;
        var process = new Process { StartInfo = new("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true } };
        process.OutputDataReceived += (_, _) => { };
        process.Start();
        process.BeginOutputReadLine();
        return process;
    }

    private static async Task<bool> ListensAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
