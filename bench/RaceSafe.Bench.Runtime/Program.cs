using System.Globalization;
using RaceSafe.Bench.Runtime;
using RaceSafe.Servers;
using StackExchange.Redis;

// dotnet run -c Release --project bench/RaceSafe.Bench.Runtime [seconds per slice] [slices] [operations|idempotency]
var seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 2;
var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 7;
var suite = args.Length > 2 ? args[2] : "operations";
var output = Path.Combine(RepositoryRoot(), "docs", suite == "idempotency" ? "performance-idempotency.md" : "performance-runtime.md");

await using var server = await RedisServer.StartNewAsync();
using var connection = await ConnectionMultiplexer.ConnectAsync($"{server.Endpoint},syncTimeout=60000");
var run = new Run(connection, TimeSpan.FromSeconds(seconds), rounds);
var report = new Report(string.Create(CultureInfo.InvariantCulture, $"dotnet run -c Release --project bench/RaceSafe.Bench.Runtime {seconds} {rounds} {suite}"));
foreach (var operation in suite == "idempotency" ? Once.All(connection) : Operations.All(connection.GetDatabase()))
    foreach (var callers in operation.Callers)
        report.Add(operation, callers, await run.MeasureAsync(operation, callers));

Directory.CreateDirectory(Path.GetDirectoryName(output)!);
report.Save(output);
Console.WriteLine(output);

static string RepositoryRoot()
{
    var folder = new DirectoryInfo(AppContext.BaseDirectory);
    while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props"))) folder = folder.Parent;
    return folder?.FullName ?? throw new InvalidOperationException("Run it from a checkout.");
}
