#!/usr/bin/env dotnet
#:project Workbench/RaceSafe.Workbench.csproj
#:project ../tests/Servers/RaceSafe.Servers.csproj
#:property PublishAot=false

using System.Net.Sockets;
using System.Xml.Linq;
using RaceSafe.Servers;
using RaceSafe.Workbench;

const string help = """
    Runs every test of the checkout: dotnet run eng/test.cs -- [options]

      --project TEXT    only test projects whose name contains TEXT
      --filter EXPR     only tests that match, as in 'dotnet test --filter'
      --configuration C Debug (default) or Release
      --help            this text

    Makes sure that redis-server, PostgreSQL and Chromium are there (through the system's package manager) or takes a server's
    host:port from RACESAFE_REDIS and RACESAFE_POSTGRES. Without them their tests are skipped; with CI=true that fails.
    """;

string? project = null, filter = null;
var configuration = "Debug";
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--help" or "-h": Console.WriteLine(help); return 0;
        case "--project" when i + 1 < args.Length: project = args[++i]; break;
        case "--filter" when i + 1 < args.Length: filter = args[++i]; break;
        case "--configuration" when i + 1 < args.Length: configuration = args[++i]; break;
        default: Console.Error.WriteLine($"Unknown or incomplete option '{args[i]}'.\n\n{help}"); return 2;
    }
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) => { e.Cancel = true; stop.Cancel(); };

var projects = Directory.EnumerateFiles(Repository.At("tests"), "*.Tests*.csproj", SearchOption.AllDirectories)
    .Where(file => project is null || Path.GetFileNameWithoutExtension(file).Contains(project, StringComparison.OrdinalIgnoreCase))
    .Order(StringComparer.Ordinal).ToList();
if (projects.Count == 0)
{
    Console.Error.WriteLine($"No test project matches '{project}'.");
    return 2;
}

var results = Directory.CreateTempSubdirectory("racesafe-results-");
var progress = new Progress(projects.Count + 3);
var total = new Tally(0, 0, 0);
try
{
    await progress.StepAsync("Redis client", () => RedisClientChoice.DecideAsync(stop.Token));
    var missing = new List<string>();
    await progress.StepAsync("Servers", async () =>
    {
        var lines = new List<string>();
        await NeedAsync("redis-server", RedisServer.Path, "RACESAFE_REDIS", "redis-server", "redis", lines, missing);
        await NeedAsync("Chromium", Chromium.Path, null, "chromium", "chromium", lines, missing);
        await NeedAsync("PostgreSQL", PostgresServer.Binaries, "RACESAFE_POSTGRES", "postgresql", "postgresql-server", lines, missing);
        return string.Join("; ", lines);
    });
    var required = Environment.GetEnvironmentVariable("CI") == "true";
    if (missing.Count > 0) Console.WriteLine($"{(required ? "FAILED" : "Note")}: no {string.Join(" and no ", missing)}. Garnet, SQLite and memory are still tested.");
    if (required) total += new Tally(0, missing.Count, 0);

    await progress.StepAsync("Build", async () =>
    {
        // A project that is not in the solution yet is built by itself, so that no test is forgotten.
        var solution = await File.ReadAllTextAsync(Repository.At("RaceSafe.Analyzers.sln"), stop.Token);
        var alone = projects.Where(file => project is not null || !solution.Contains(Path.GetFileName(file)));
        foreach (var target in project is null ? alone.Prepend("RaceSafe.Analyzers.sln") : alone)
            (await Command.DotnetAsync(Repository.Root, ["build", target, "-c", configuration, "-v:q", "-tl:off"], null, stop.Token)).OrThrow();
        return "";
    });

    foreach (var file in projects)
        await progress.StepAsync(Path.GetFileNameWithoutExtension(file), async () =>
        {
            var tally = await TestAsync(file);
            total += tally;
            return tally.ToString();
        });
}
catch (Exception e) when (e is InvalidOperationException or OperationCanceledException)
{
    Console.Error.WriteLine(e is OperationCanceledException ? "Stopped." : e.Message);
    total += new Tally(0, 1, 0);
}
finally
{
    results.Delete(recursive: true);
}

if (total is { Passed: 0, Failed: 0 })
{
    Console.Error.WriteLine("No test ran.");
    total += new Tally(0, 1, 0);
}
Console.WriteLine(total);
return total.Failed == 0 ? 0 : 1;

async Task<Tally> TestAsync(string file)
{
    var log = Path.Combine(results.FullName, Path.GetFileNameWithoutExtension(file) + ".trx");
    string[] arguments =
    [
        "test", file, "--no-build", "-c", configuration, "--logger", $"trx;LogFileName={log}", "--logger", "console;verbosity=minimal", "-tl:off",
        .. filter is null ? Array.Empty<string>() : ["--filter", filter],
    ];
    var run = await Command.DotnetAsync(Repository.Root, arguments, line =>
    {
        if (line.EndsWith("[FAIL]", StringComparison.Ordinal)) Console.WriteLine("  " + line.Trim());
    }, stop.Token);

    // The figures are those of the results file; a run that wrote none, or failed beyond its tests, has failed itself.
    var tally = File.Exists(log) ? Read(log) : new Tally(0, 0, 0);
    if (run.ExitCode != 0 && tally.Failed == 0) tally += new Tally(0, 1, 0);
    if (tally.Failed > 0) Console.WriteLine(run.Output);
    return tally;
}

static Tally Read(string log)
{
    var outcomes = XDocument.Load(log).Descendants()
        .Where(element => element.Name.LocalName == "UnitTestResult")
        .Select(element => element.Attribute("outcome")!.Value).ToList();
    var passed = outcomes.Count(outcome => outcome == "Passed");
    var skipped = outcomes.Count(outcome => outcome == "NotExecuted");
    return new Tally(passed, outcomes.Count - passed - skipped, skipped);
}

async Task NeedAsync(string name, string? installed, string? variable, string debianPackage, string otherPackage, List<string> lines, List<string> missing)
{
    if (variable is not null && Environment.GetEnvironmentVariable(variable) is { Length: > 0 } address)
    {
        if (await AnswersAsync(address)) lines.Add($"{name} at {address}");
        else missing.Add($"{name} at {address} ({variable})");
    }
    else if (installed is not null) lines.Add($"{name} in {installed}");
    else if (await InstallAsync(debianPackage, otherPackage)) lines.Add($"{name} installed");
    else missing.Add(name);
}

// The classes of tests/Servers have looked before the installation, but the test processes will look again.
async Task<bool> InstallAsync(string debianPackage, string otherPackage)
{
    if (OperatingSystem.IsWindows()) return false;
    string[][] commands = OperatingSystem.IsMacOS()
        ? [["brew", "install", otherPackage.Replace("-server", "")]]
        : Executable.Find("apt-get") is not null
            ? [["apt-get", "update", "-q"], ["apt-get", "install", "-q", "-y", "--no-install-recommends", debianPackage]]
            : Executable.Find("dnf") is not null ? [["dnf", "install", "-y", otherPackage]] : [];
    var asRoot = OperatingSystem.IsMacOS() || Environment.UserName == "root";
    foreach (var command in commands)
    {
        // sudo -n: without a password at hand it fails at once instead of waiting for one.
        string[] line = asRoot ? command : ["sudo", "-n", .. command];
        if (Executable.Find(line[0]) is null) return false;
        var run = await Command.RunAsync(line[0], line[1..], cancellationToken: stop.Token);
        if (run.ExitCode != 0 && !command.Contains("update"))
        {
            Console.WriteLine(run.Output);
            return false;
        }
    }
    return commands.Length > 0;
}

static async Task<bool> AnswersAsync(string address)
{
    try
    {
        var at = address.LastIndexOf(':');
        using var client = new TcpClient();
        await client.ConnectAsync(address[..at], int.Parse(address[(at + 1)..])).WaitAsync(TimeSpan.FromSeconds(3));
        return true;
    }
    catch (Exception e) when (e is SocketException or TimeoutException or FormatException or ArgumentException)
    {
        return false;
    }
}

record Tally(int Passed, int Failed, int Skipped)
{
    public static Tally operator +(Tally a, Tally b) => new(a.Passed + b.Passed, a.Failed + b.Failed, a.Skipped + b.Skipped);

    public override string ToString() => $"{Passed} passed, {Failed} failed, {Skipped} skipped";
}
