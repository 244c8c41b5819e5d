using System.Diagnostics;
using System.Text;

namespace RaceSafe.Analyzers.Tests.Whole;

/// <summary>
/// Sources that nobody writes but somebody generates. The bar is two seconds for a method of 10,000 lines on a quiet machine (bench/ has the figure);
/// here the slack is generous, since other tests run beside it: what must not be is quadratic.
/// </summary>
public class SizeTests
{
    private static readonly TimeSpan s_slack = TimeSpan.FromSeconds(20);

    public static TheoryData<string, int> Shapes => new()
    {
        { "increments", 10_000 }, { "branches", 10_000 }, { "reads then writes", 10_000 }, { "one key", 10_000 }, { "fields", 10_000 },
        { "switch", 10_000 }, { "nested blocks", 300 }, { "long expression", 3_000 }, { "nested calls", 400 }, { "lambdas", 2_000 }, { "loops", 2_000 }, { "tries", 2_000 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_huge_method_takes_its_time_and_no_more(string shape, int lines)
    {
        var compilation = Findings.Compile([("Huge.cs", Source(shape, lines))]);
        Assert.DoesNotContain(compilation.GetDiagnostics(), diagnostic => diagnostic.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error);
        using var stop = new CancellationTokenSource(s_slack);
        var watch = Stopwatch.StartNew();

        await Findings.Of(new RaceAnalyzer(), compilation, cancellation: stop.Token);

        Assert.True(watch.Elapsed < s_slack, $"{shape}: {watch.Elapsed.TotalSeconds:F1} s");
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
}
