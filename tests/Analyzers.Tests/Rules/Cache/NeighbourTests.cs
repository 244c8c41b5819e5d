using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace RaceSafe.Analyzers.Tests.Rules.Cache;

/// <summary>StackExchange.Redis has analyzers of its own, for the use of ITransaction. Both together say one thing about a line.</summary>
public sealed class NeighbourTests
{
    private const string Source = """
        using System.Threading.Tasks;
        using StackExchange.Redis;

        public class Service
        {
            private readonly IDatabase _db;

            public Service(IDatabase db) => _db = db;

            public async Task<bool> AddAsync(string key)
            {
                var old = await _db.StringGetAsync(key);
                var transaction = _db.CreateTransaction();
                _ = transaction.StringSetAsync(key, (long)old + 1);
                return await transaction.ExecuteAsync();
            }

            public async Task NeverAsync(string key)
            {
                var transaction = _db.CreateTransaction();
                await transaction.StringIncrementAsync(key);
                await transaction.ExecuteAsync();
            }

            public async Task OnlyQueuedAsync(string key)
            {
                var transaction = _db.CreateTransaction();
                _ = transaction.StringIncrementAsync(key);
                await Task.Yield();
            }

            public async Task CountAsync(string key)
            {
                var count = (long)await _db.StringGetAsync(key);
                await _db.StringSetAsync(key, count + 1);
            }
        }
        """;

    private static readonly ILookup<string, string> Facts = typeof(References).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().ToLookup(fact => fact.Key, fact => fact.Value ?? "");

    [Fact]
    public async Task One_report_a_line_with_the_clients_own_analyzers()
    {
        var package = Path.Combine(Facts["NuGetPackageRoot"].First(), "stackexchange.redis", Facts["StackExchange.Redis"].First());
        var theirs = Assembly.LoadFrom(Path.Combine(package, "analyzers", "dotnet", "cs", "StackExchange.Redis.Build.dll")).GetTypes()
            .Where(type => !type.IsAbstract && typeof(DiagnosticAnalyzer).IsAssignableFrom(type)).Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!).ToList();
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) == "netstandard.dll")
            .Append(Path.Combine(package, "lib", "net8.0", "StackExchange.Redis.dll")).Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("Both", [CSharpSyntaxTree.ParseText(Source)], references, new(OutputKind.DynamicallyLinkedLibrary));

        var found = await compilation.WithAnalyzers([.. theirs, new RaceAnalyzer()]).GetAnalyzerDiagnosticsAsync();

        Assert.Equal(["RACE2002", "RACE2010"], Ids(found, "RACE"));
        Assert.NotEmpty(Ids(found, "SER3"));
        Assert.All(found.Where(one => one.Severity >= DiagnosticSeverity.Info).GroupBy(one => one.Location.GetLineSpan().StartLinePosition.Line), line => Assert.Single(line));
    }

    private static IEnumerable<string> Ids(ImmutableArray<Diagnostic> found, string prefix) =>
        found.Select(one => one.Id).Where(id => id.StartsWith(prefix, StringComparison.Ordinal)).Distinct().Order();
}
