using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace RaceSafe.LockHolder;

/// <summary>This program as a process of its own, that a test may freeze, thaw and kill.</summary>
public sealed class HolderProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly ConcurrentQueue<string> _said = [];

    private HolderProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, e) => Add(e.Data);
        process.ErrorDataReceived += (_, e) => Add(e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>When it was killed, by <see cref="Stopwatch.GetTimestamp"/>; null while it was not.</summary>
    public long? Killed { get; private set; }

    /// <summary>All lines so far.</summary>
    public IReadOnlyCollection<string> Said => _said;

    /// <summary>Starts one.</summary>
    /// <param name="mode"><c>write</c>, <c>starve</c> or <c>fight</c>.</param>
    /// <param name="locks">Where the locks are, as <c>redis=127.0.0.1:6379</c>.</param>
    /// <param name="rows">Where the table <c>account (id, balance, fence)</c> is, as <c>sqlite=Data Source=…</c>.</param>
    /// <param name="name">The lock.</param>
    /// <param name="lease">Its lease.</param>
    public static HolderProcess Start(string mode, string locks, string rows, string name, TimeSpan lease)
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["exec", typeof(HolderProcess).Assembly.Location, mode, locks, rows, name, $"{lease.TotalMilliseconds}"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        return new(new Process { StartInfo = start });
    }

    /// <summary>The next line it says.</summary>
    /// <exception cref="TimeoutException">It said nothing for 30 s.</exception>
    public async Task<string> HearAsync() => await _lines.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30)).ConfigureAwait(false);

    /// <summary>Types a line.</summary>
    public async Task TellAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line).ConfigureAwait(false);
        await _process.StandardInput.FlushAsync().ConfigureAwait(false);
    }

    /// <summary>Freezes it (SIGSTOP).</summary>
    public void Pause() => Signal(OperatingSystem.IsMacOS() ? 17 : 19);

    /// <summary>Lets it go on (SIGCONT).</summary>
    public void Resume() => Signal(OperatingSystem.IsMacOS() ? 19 : 18);

    /// <summary>Ends it without a word (SIGKILL).</summary>
    public async Task KillAsync()
    {
        if (_process.HasExited) return;
        Killed = Stopwatch.GetTimestamp();
        _process.Kill();
        await _process.WaitForExitAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    private void Signal(int signal) => _ = Kill(_process.Id, signal);

    private void Add(string? line)
    {
        if (line is null) return;
        _said.Enqueue(line);
        _lines.Writer.TryWrite(line);
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int id, int signal);
}
