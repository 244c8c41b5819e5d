using System.Globalization;
using RaceSafe.Bench.Runtime;
using RaceSafe.Servers;
using StackExchange.Redis;

// dotnet run -c Release --project bench/RaceSafe.Bench.Runtime [seconds per slice] [slices] [only operations whose name holds this; then the page is not written]
var seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 2;
var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 7;
var only = args.Length > 2 ? args[2] : null;
var output = Path.Combine(RepositoryRoot(), "docs", "performance-runtime.md");

await using var server = await RedisServer.StartNewAsync();
using var connection = await ConnectionMultiplexer.ConnectAsync($"{server.Endpoint},syncTimeout=5000");
var run = new Run(connection, TimeSpan.FromSeconds(seconds), rounds);
var report = new Report(string.Create(CultureInfo.InvariantCulture, $"dotnet run -c Release --project bench/RaceSafe.Bench.Runtime {seconds} {rounds}"));
Operation[] operations = [.. Operations.All(connection.GetDatabase()), .. LockPairs.All(connection.GetDatabase()), .. Once.All(connection)];
foreach (var operation in operations.Where(o => only is null || o.Name.Contains(only, StringComparison.Ordinal)))
    foreach (var callers in operation.Callers)
        report.Add(operation, callers, await run.MeasureAsync(operation, callers));

if (only is null or "lock and release") await report.AddHandOverAsync(new HandOver(connection, TimeSpan.FromSeconds(seconds), rounds).MeasureAsync());
if (only is null or "listener" or "increment with expiry") report.AddListener(Listener.Measure(report.Calls));
if (only is null or "in process") report.AddInProcess(InProcess.Measure());
if (only is not null) return;
Directory.CreateDirectory(Path.GetDirectoryName(output)!);
report.Save(output);
Console.WriteLine(output);

static string RepositoryRoot()
{
    var folder = new DirectoryInfo(AppContext.BaseDirectory);
    while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props"))) folder = folder.Parent;
    return folder?.FullName ?? throw new InvalidOperationException("Run it from a checkout.");
}
