using System.Diagnostics;

namespace RaceSafe.Testing.Tests;

public sealed class ProcessFaultTests
{
    [Fact]
    public async Task A_paused_process_stands_still_until_it_is_resumed_and_a_killed_one_is_gone()
    {
        if (OperatingSystem.IsWindows()) return;
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "while true; do echo tick; sleep 0.05; done"]) { RedirectStandardOutput = true })!;
        var ticks = 0;
        process.OutputDataReceived += (_, _) => Interlocked.Increment(ref ticks);
        process.BeginOutputReadLine();
        await UntilAsync(() => Volatile.Read(ref ticks) > 2);

        process.Pause();
        await Task.Delay(1000); // what was on its way has arrived
        var paused = Volatile.Read(ref ticks);
        await Task.Delay(300);
        Assert.Equal(paused, Volatile.Read(ref ticks));

        process.Resume();
        await UntilAsync(() => Volatile.Read(ref ticks) > paused + 2);
        await process.KillAsync();
        Assert.True(process.HasExited);
        process.Pause(); // nothing is left to be paused
        await process.KillAsync();
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var waited = Stopwatch.StartNew(); !condition(); await Task.Delay(20)) Assert.True(waited.Elapsed < TimeSpan.FromSeconds(20), "It does not run.");
    }
}
