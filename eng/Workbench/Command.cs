using System.Diagnostics;
using System.Text;

namespace RaceSafe.Workbench;

/// <summary>A finished program: its exit code and what it wrote, both streams in the order in which lines arrived.</summary>
public sealed record CommandResult(string CommandLine, int ExitCode, string Output)
{
    /// <summary>This result, if the program succeeded.</summary>
    /// <exception cref="InvalidOperationException">It did not; the message holds the command and its output.</exception>
    public CommandResult OrThrow() => ExitCode == 0
        ? this
        : throw new InvalidOperationException($"'{CommandLine}' ended with {ExitCode}:{Environment.NewLine}{Output}");
}

/// <summary>Runs programs. None outlives its call: cancelling or failing ends the program and what it started.</summary>
public static class Command
{
    /// <summary>
    /// Builds started here leave no compiler server or idle MSBuild node behind. An MSBuild or SDK that runs us hands its own choices
    /// down in these variables, which must not reach a build that stands for somebody else's machine.
    /// </summary>
    private static readonly Dictionary<string, string?> _cleanBuild = new()
    {
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
        ["UseSharedCompilation"] = "false",
        ["DOTNET_NOLOGO"] = "1",
        ["DOTNET_CLI_UI_LANGUAGE"] = "en",
        ["MSBuildSDKsPath"] = null,
        ["MSBuildExtensionsPath"] = null,
        ["MSBUILD_EXE_PATH"] = null,
        ["MSBuildLoadMicrosoftTargetsReadOnly"] = null,
    };

    /// <summary>Runs <c>dotnet</c> with these arguments. See <see cref="RunAsync"/>.</summary>
    public static Task<CommandResult> DotnetAsync(
        string directory, IEnumerable<string> arguments, Action<string>? onLine = null, CancellationToken cancellationToken = default,
        params IEnumerable<KeyValuePair<string, string?>> environment)
        => RunAsync(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments, directory,
            new Dictionary<string, string?>([.. _cleanBuild, .. environment]), onLine, cancellationToken);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">Name or path.</param>
    /// <param name="arguments">Arguments, not quoted.</param>
    /// <param name="directory">Where it runs; null is here.</param>
    /// <param name="environment">Variables to set, or to remove where the value is null.</param>
    /// <param name="onLine">Called for each line of output, one at a time.</param>
    /// <param name="cancellationToken">Ends the program and everything it started.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static async Task<CommandResult> RunAsync(
        string program,
        IEnumerable<string> arguments,
        string? directory = null,
        IReadOnlyDictionary<string, string?>? environment = null,
        Action<string>? onLine = null,
        CancellationToken cancellationToken = default)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = directory ?? "",
        };
        foreach (var (name, value) in environment ?? _cleanBuild)
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;

        using var process = new Process { StartInfo = start };
        var output = new StringBuilder();
        void Take(string? line)
        {
            if (line is null) return;
            lock (output)
            {
                output.AppendLine(line);
                onLine?.Invoke(line);
            }
        }
        process.OutputDataReceived += (_, e) => Take(e.Data);
        process.ErrorDataReceived += (_, e) => Take(e.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        lock (output) return new($"{program} {string.Join(' ', start.ArgumentList)}", process.ExitCode, output.ToString());
    }
}
