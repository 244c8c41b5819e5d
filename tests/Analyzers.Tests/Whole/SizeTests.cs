using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace RaceSafe.Analyzers.Tests.Whole;

/// <summary>
/// Sources that nobody writes but somebody generates. The bar is two seconds for a method of 10,000 lines on a quiet machine, beyond what the compiler takes
/// to make the graph of it. Here the slack is generous, since other tests run beside it: what must not be is quadratic.
/// </summary>
public class SizeTests
{
    private static readonly TimeSpan s_slack = TimeSpan.FromMinutes(1); // what grows with the square of the size takes minutes even on a quiet machine

    /// <summary>Each shape huge, and at a size at which the engine does not give up.</summary>
    public static TheoryData<string, int> Shapes => new()
    {
        { "increments", 10_000 }, { "branches", 10_000 }, { "reads then writes", 10_000 }, { "one key", 10_000 }, { "fields", 10_000 },
        { "switch", 500 }, { "nested blocks", 300 }, { "long expression", 3_000 }, { "nested calls", 400 }, { "lambdas", 1_000 }, { "loops", 1_000 }, { "tries", 500 },
        { "increments", 60 }, { "branches", 30 }, { "one key", 120 }, { "fields", 25 }, { "switch", 60 }, { "nested blocks", 40 }, { "lambdas", 25 }, { "loops", 50 }, { "tries", 40 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_huge_method_takes_its_time_and_no_more(string shape, int lines)
    {
        var compilation = Findings.Compile([("Huge.cs", Source(shape, lines))]);
        Assert.DoesNotContain(compilation.GetDiagnostics(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

        var compiler = await Time(new GraphOnly(), compilation);
        var ours = await Time(new RaceAnalyzer(), compilation) - compiler;

        Assert.True(ours < s_slack, $"{shape}: {ours.TotalSeconds:F1} s over the {compiler.TotalSeconds:F1} s of the compiler");
    }

    private static async Task<TimeSpan> Time(DiagnosticAnalyzer analyzer, Compilation compilation)
    {
        var watch = Stopwatch.StartNew();
        await Findings.Of(analyzer, compilation);
        return watch.Elapsed;
    }

    [Fact]
    public async Task It_ends_when_it_is_cancelled()
    {
        var compilation = Findings.Compile([("Huge.cs", Source("branches", 10_000))]);
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Findings.Of(new RaceAnalyzer(), compilation, cancellation: stop.Token));
    }

    private static string Source(string shape, int lines)
    {
        var body = new StringBuilder();
        switch (shape)
        {
            case "long expression": body.Append("s_n = s_n").Insert(body.Length, " + s_n", lines).AppendLine(";"); break;
            case "nested calls": body.Append("s_d[k] = ").Insert(body.Length, "F(", lines).Append("s_d[k]").Append(')', lines).AppendLine(";"); break;
            case "nested blocks": body.Insert(0, "if (s_d.ContainsKey(k + s_n)) {\n", lines).Append("s_d[k]++;").Append('}', lines); break;
            case "switch": body.AppendLine("switch (s_d[k]) {").AppendJoin('\n', Enumerable.Range(0, lines).Select(i => $"case {i}: s_d[k] = {i}; break;")).Append('}'); break;
            default: body.AppendJoin('\n', Enumerable.Range(0, lines).Select(i => Line(shape, i))); break;
        }

        return $$"""
            using System.Collections.Concurrent;
            static class Huge
            {
                static readonly ConcurrentDictionary<int, int> s_d = new();
                static int s_n, s_m;
                static int F(int x) => x;
                static void M(int k, int x, bool b)
                {
                    {{body}}
                }
            }
            """;
    }

    private static string Line(string shape, int i) => shape switch
    {
        "increments" => $"s_d[{i}]++;",
        "branches" => $"if (s_d.ContainsKey({i})) {{ x += s_d[{i}]; }} else s_d[{i}] = x;",
        "reads then writes" => i % 2 == 0 ? $"x += s_d[{i % 50}];" : $"s_d[{i % 50}] = x;",
        "one key" => i % 2 == 0 ? $"var v{i} = s_d[k] + {i};" : $"s_d[k] = v{i - 1};",
        "fields" => i % 2 == 0 ? "s_n = s_m + s_n;" : "if (s_n > s_m) s_m = s_n;",
        "lambdas" => $"Task.Run(() => {{ s_d[{i}] = s_n + x; s_n++; }});",
        "loops" => $"for (var i{i} = 0; i{i} < x; i{i}++) {{ s_d[i{i}] = x; x += s_d[k]; }}",
        "tries" => $"try {{ s_d[k] = x; }} catch (Exception) when (b) {{ x = s_d[{i}]; }} finally {{ s_n += x; }}",
        _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, "No such shape."),
    };

    /// <summary>What any analyzer costs that asks the compiler for graphs.</summary>
    [DiagnosticAnalyzer(LanguageNames.CSharp)]
    private sealed class GraphOnly : DiagnosticAnalyzer
    {
        private static readonly DiagnosticDescriptor s_never = new("TEST0005", "Never", "Never", "Test", DiagnosticSeverity.Warning, isEnabledByDefault: true);

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [s_never];

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterOperationBlockAction(block =>
            {
                foreach (var operation in block.OperationBlocks)
                    if (operation.Kind == OperationKind.Block) _ = block.GetControlFlowGraph(operation);
            });
        }
    }
}
