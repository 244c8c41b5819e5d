using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using RaceSafe.Analyzers;
using RaceSafe.Analyzers.Rules;

namespace RaceSafe.Bench;

/// <summary>What one rule, or the engine beneath all of them, did with a corpus.</summary>
internal sealed record RuleTime(string Rule, double Milliseconds, int Findings);

/// <summary>
/// The time of each rule, measured in this process on one thread. What several rules share is worked out when the first of them asks, and counted there.
/// </summary>
internal static class RuleTimes
{
    /// <summary>The least of a few rounds for each rule, the slowest first, after the engine.</summary>
    public static async Task<IReadOnlyList<RuleTime>> MeasureAsync(Corpus corpus, int rounds, CancellationToken cancellationToken)
    {
        var best = new Dictionary<string, RuleTime>();
        for (var round = 0; round <= rounds; round++)
        {
            // A new compilation each time: nothing that the last one bound is there.
            ImmutableArray<TimedRule> rules = [.. RuleCatalog.All.Select(rule => new TimedRule(rule))];
            var options = new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: true);
            var result = await Compile(corpus, cancellationToken).WithAnalyzers([new RaceAnalyzer([.. rules])], options).GetAnalysisResultAsync(cancellationToken).ConfigureAwait(false);
            if (round == 0) continue;
            var findings = result.GetAllDiagnostics().ToLookup(diagnostic => diagnostic.Id);
            var all = result.AnalyzerTelemetryInfo.Values.Single().ExecutionTime.TotalMilliseconds;
            Keep(new("engine: candidates, flow, hazards", all - rules.Sum(rule => rule.Milliseconds), 0));
            foreach (var rule in rules) Keep(new(rule.Id, rule.Milliseconds, findings[rule.Id].Count()));
        }

        return [.. best.Values.OrderBy(time => time.Rule.StartsWith("RACE", StringComparison.Ordinal)).ThenByDescending(time => time.Milliseconds)];

        void Keep(RuleTime time)
        {
            if (!best.TryGetValue(time.Rule, out var known) || time.Milliseconds < known.Milliseconds) best[time.Rule] = time;
        }
    }

    internal static CSharpCompilation Compile(Corpus corpus, CancellationToken cancellationToken)
    {
        var line = CSharpCommandLineParser.Default.Parse(corpus.Arguments, corpus.Folder, sdkDirectory: null);
        var trees = line.SourceFiles.Select(file => CSharpSyntaxTree.ParseText(
            SourceText.From(File.ReadAllText(file.Path)), line.ParseOptions, file.Path, cancellationToken));
        var references = line.MetadataReferences.Select(reference => MetadataReference.CreateFromFile(reference.Reference));
        var compilation = CSharpCompilation.Create("corpus", trees, references, line.CompilationOptions);
        var error = compilation.GetDiagnostics(cancellationToken).FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return error is null ? compilation : throw new InvalidOperationException($"The corpus does not compile: {error}");
    }
}

/// <summary>A rule with a clock.</summary>
internal sealed class TimedRule(Rule rule) : Rule(rule.Id, rule.Descriptor.Title.ToString(CultureInfo.InvariantCulture), rule.Id, rule.Id)
{
    private long _ticks;

    public double Milliseconds => _ticks * 1000.0 / Stopwatch.Frequency;

    public override void Examine(RuleContext context)
    {
        var start = Stopwatch.GetTimestamp();
        rule.Examine(context);
        Interlocked.Add(ref _ticks, Stopwatch.GetTimestamp() - start);
    }
}
