using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace RaceSafe.Bench;

/// <summary>What one analyzer of ours did with a corpus.</summary>
internal sealed record RuleTime(string Rules, double Milliseconds, int Findings);

/// <summary>The time of each analyzer, measured in this process by the compiler itself.</summary>
internal static class RuleTimes
{
    /// <summary>The least of a few rounds for each analyzer, the slowest first. Empty when there is no analyzer.</summary>
    public static async Task<IReadOnlyList<RuleTime>> MeasureAsync(Corpus corpus, string rules, int rounds, CancellationToken cancellationToken)
    {
        var analyzers = Assembly.LoadFrom(rules).GetTypes()
            .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(DiagnosticAnalyzer)))
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)
            .ToImmutableArray();
        if (analyzers.IsEmpty) return [];

        var best = analyzers.ToDictionary(analyzer => analyzer, _ => TimeSpan.MaxValue);
        ILookup<string, Diagnostic>? findings = null;
        for (var round = 0; round <= rounds; round++)
        {
            // A new compilation each time: nothing that the last one bound is there.
            var options = new CompilationWithAnalyzersOptions(
                new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: true);
            var result = await Compile(corpus, cancellationToken).WithAnalyzers(analyzers, options)
                .GetAnalysisResultAsync(cancellationToken).ConfigureAwait(false);
            findings = result.GetAllDiagnostics().ToLookup(diagnostic => diagnostic.Id);
            if (round == 0) continue;
            foreach (var (analyzer, telemetry) in result.AnalyzerTelemetryInfo)
                if (telemetry.ExecutionTime < best[analyzer]) best[analyzer] = telemetry.ExecutionTime;
        }
        return [.. best.Select(entry =>
        {
            var ids = entry.Key.SupportedDiagnostics.Select(rule => rule.Id).Distinct().ToList();
            return new RuleTime(string.Join(", ", ids), entry.Value.TotalMilliseconds, ids.Sum(id => findings![id].Count()));
        }).OrderByDescending(time => time.Milliseconds)];
    }

    private static CSharpCompilation Compile(Corpus corpus, CancellationToken cancellationToken)
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
