using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using RaceSafe.Testing;

namespace RaceSafe.Servers;

/// <summary>
/// A server that tests may stop, kill, freeze and start again. It listens on one loopback port all its life, keeps its data in a folder
/// of its own and is gone, folder included, after <see cref="DisposeAsync"/>.
/// </summary>
public abstract class ServerProcess : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("racesafe-server-");
    private readonly StringBuilder _log = new();
    private Process? _process;
    private bool _paused;

    /// <summary>Port on 127.0.0.1.</summary>
    public int Port { get; } = FreePort();

    /// <summary>Whether the process runs (a paused one does).</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>What the server wrote so far, for messages of failed tests.</summary>
    public string Log
    {
        get { lock (_log) return _log.ToString(); }
    }

    /// <summary>Data folder.</summary>
    protected string Folder => _folder.FullName;

    /// <summary>The program and arguments that run the server in the foreground.</summary>
    protected abstract ProcessStartInfo CommandLine();

    /// <summary>Whether a client would be served now. May throw what its connection throws.</summary>
    protected abstract Task<bool> AnswersAsync(CancellationToken cancellationToken);

    /// <summary>Starts the server and waits until it answers.</summary>
    /// <exception cref="InvalidOperationException">It runs already, or ended at once; the message holds its log.</exception>
    /// <exception cref="TimeoutException">It does not answer within 30 seconds; the message holds its log.</exception>
    public virtual async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (IsRunning) throw new InvalidOperationException($"{GetType().Name} runs already on port {Port}.");
        var start = CommandLine();
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Append(e.Data);
        _process.ErrorDataReceived += (_, e) => Append(e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await WaitUntilItAnswersAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the process as a power cut of the server would: nothing is flushed, no reply is sent (kill -9).</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        await ProcessFaults.KillAsync(_process).ConfigureAwait(false);
        _paused = false;
    }

    /// <summary>Kills the server and starts it again on the same port with the same data.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        await KillAsync().ConfigureAwait(false);
        await StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Freezes the server: connections stay open, nothing is answered until <see cref="Resume"/> (SIGSTOP).</summary>
    /// <exception cref="PlatformNotSupportedException">On Windows.</exception>
    public void Pause() => Signal(pause: true);

    /// <summary>Lets a frozen server go on (SIGCONT).</summary>
    /// <exception cref="PlatformNotSupportedException">On Windows.</exception>
    public void Resume() => Signal(pause: false);

    /// <summary>Kills the server and removes its data.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        await KillAsync().ConfigureAwait(false);
        _process?.Dispose();
        _process = null;
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A worker process of the server may end a moment after its parent; the folder is the system's temporary one.
        }
        GC.SuppressFinalize(this);
    }

    /// <summary>Asks a line protocol one question and says whether the answer starts as expected.</summary>
    protected async Task<bool> AnswersAsync(string question, string expected, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken).ConfigureAwait(false);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(question), cancellationToken).ConfigureAwait(false);
        var answer = new byte[expected.Length];
        await stream.ReadExactlyAsync(answer, cancellationToken).ConfigureAwait(false);
        return Encoding.ASCII.GetString(answer) == expected;
    }

    private async Task WaitUntilItAnswersAsync(CancellationToken cancellationToken)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(30);)
        {
            if (!IsRunning) throw new InvalidOperationException($"{GetType().Name} ended at once:{Environment.NewLine}{Log}");
            using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            attempt.CancelAfter(TimeSpan.FromSeconds(2));
            try
            {
                if (await AnswersAsync(attempt.Token).ConfigureAwait(false)) return;
            }
            catch (Exception e) when (e is SocketException or IOException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // Not listening yet.
            }
            await Task.Delay(50, cancellationToken).ConfigureAwait(false);
        }
        throw new TimeoutException($"{GetType().Name} does not answer on port {Port}:{Environment.NewLine}{Log}");
    }

    private void Signal(bool pause)
    {
        if (_paused == pause || !IsRunning) return;
        if (pause) _process!.Pause();
        else _process!.Resume();
        _paused = pause;
    }

    private void Append(string? line)
    {
        if (line is null) return;
        lock (_log) _log.AppendLine(line);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
