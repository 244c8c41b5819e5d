using System.Diagnostics;

namespace RaceSafe.Testing;

/// <summary>What can befall a process: a server, or a second instance of the application under test. Its children suffer with it.</summary>
public static class ProcessFaults
{
    /// <summary>Ends the process as a power cut would: nothing is flushed, nothing is answered (kill -9).</summary>
    public static async Task KillAsync(this Process process, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(process);
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Freezes the process, as a long garbage collection or a moved virtual machine would: connections stay open, nothing happens (SIGSTOP).</summary>
    /// <exception cref="PlatformNotSupportedException">On Windows.</exception>
    public static void Pause(this Process process) => Signal(process, stop: true);

    /// <summary>Lets a frozen process go on (SIGCONT).</summary>
    /// <exception cref="PlatformNotSupportedException">On Windows.</exception>
    public static void Resume(this Process process) => Signal(process, stop: false);

    private static void Signal(Process process, bool stop)
    {
        ArgumentNullException.ThrowIfNull(process);
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("Windows cannot freeze a process by signal.");
        if (process.HasExited) return;
        // A signal to the leader alone would leave the workers of a server that forks (PostgreSQL) running.
        foreach (var id in ProcessTree.Of(process.Id)) ProcessTree.Signal(id, stop);
    }
}
