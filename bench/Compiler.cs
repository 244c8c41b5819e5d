using System.Diagnostics;

namespace RaceSafe.Bench;

/// <summary>What one compilation cost.</summary>
/// <param name="Cpu">Seconds of processor time, user and system.</param>
/// <param name="Wall">Seconds by the clock.</param>
/// <param name="PeakMemory">Megabytes; 0 when not taken.</param>
internal readonly record struct Cost(double Cpu, double Wall, double PeakMemory);

/// <summary>The compiler of the SDK that runs this program, as separate processes whose cost is measured.</summary>
internal static class Compiler
{
    private static readonly string _folder = Path.Combine(SdkFolder(), "Roslyn", "bincore");

    private static string Host => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>Compiles in a process of its own: loading and JIT are part of the cost.</summary>
    public static async Task<Cost> ColdAsync(Variant variant, string folder, CancellationToken cancellationToken)
    {
        using var process = Start(folder, "csc.dll", "/noconfig", "@" + variant.ResponseFile);
        return await FinishAsync(process, sample: process, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for a compilation; processor time and memory are those of the sampled process, which may be a server.</summary>
    private static async Task<Cost> FinishAsync(Process compilation, Process sample, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var before = sample == compilation ? TimeSpan.Zero : sample.TotalProcessorTime;
        var (cpu, memory) = (TimeSpan.Zero, 0L);
        var output = compilation.StandardOutput.ReadToEndAsync(cancellationToken);
        try
        {
            // A process that has ended tells nothing any more: the last sample is at most as old as the pause.
            while (!compilation.HasExited)
            {
                sample.Refresh();
                (cpu, memory) = (sample.TotalProcessorTime, Math.Max(memory, sample.PeakWorkingSet64));
                await Task.Delay(10, cancellationToken).ConfigureAwait(false);
            }
            await compilation.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception && compilation.HasExited)
        {
            // It ended between the question and the answer.
        }
        catch (OperationCanceledException)
        {
            compilation.Kill(entireProcessTree: true);
            throw;
        }
        if (sample != compilation) cpu = sample.TotalProcessorTime;
        if (compilation.ExitCode != 0) throw new InvalidOperationException($"The compiler ended with {compilation.ExitCode}:{Environment.NewLine}{await output.ConfigureAwait(false)}");
        return new((cpu - before).TotalSeconds, watch.Elapsed.TotalSeconds, memory / 1e6);
    }

    private static Process Start(string folder, string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(Host, ["exec", Path.Combine(_folder, program), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        })!;

    private static string SdkFolder()
    {
        using var list = Process.Start(new ProcessStartInfo(Host, ["--info"]) { RedirectStandardOutput = true })!;
        var info = list.StandardOutput.ReadToEnd();
        list.WaitForExit();
        return info.Split('\n').Select(line => line.Trim()).First(line => line.StartsWith("Base Path:", StringComparison.Ordinal))["Base Path:".Length..].Trim();
    }

    /// <summary>A compiler server of its own: what a build costs when everything is loaded and jitted.</summary>
    internal sealed class Server : IDisposable
    {
        private readonly string _pipe = $"racesafe-bench-{Guid.NewGuid():N}";
        private readonly Process _server;
        private readonly string _folderOfCorpus;

        public Server(string folder)
        {
            _folderOfCorpus = folder;
            _server = Start(folder, "VBCSCompiler.dll", $"-pipename:{_pipe}");
            // A client that found nobody would start a server of its own, which we could neither measure nor end.
            // Connecting to see whether it listens would not do: it ends when a client leaves without a request.
            var listens = SpinWait.SpinUntil(() => OperatingSystem.IsWindows()
                ? Directory.EnumerateFiles(@"\\.\pipe\").Any(pipe => pipe.EndsWith(_pipe, StringComparison.Ordinal))
                : File.Exists("/tmp/" + _pipe), TimeSpan.FromSeconds(30));
            if (listens) return;
            Dispose();
            throw new InvalidOperationException("The compiler server does not start.");
        }

        /// <summary>Compiles on the server.</summary>
        public async Task<Cost> CompileAsync(Variant variant, CancellationToken cancellationToken)
        {
            using var client = Start(_folderOfCorpus, "csc.dll", $"/shared:{_pipe}", "/keepalive:1200", "/noconfig", "@" + variant.ResponseFile);
            var cost = await FinishAsync(client, _server, cancellationToken).ConfigureAwait(false);
            // The client compiles by itself when it cannot reach the server, and the figure would be that of an idle server.
            return cost.Cpu > 0.05 ? cost : throw new InvalidOperationException("The compiler server was not used.");
        }

        public void Dispose()
        {
            if (!_server.HasExited) _server.Kill(entireProcessTree: true);
            _server.Dispose();
            if (!OperatingSystem.IsWindows()) File.Delete("/tmp/" + _pipe);
        }
    }
}
