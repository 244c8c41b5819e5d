using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RaceSafe.Analyzers;

namespace RaceSafe.Bench;

/// <summary>
/// What the rules hold in memory when everything is analysed, over what a rule holds that is shown every method and says nothing.
/// The peak of a process tells little of that: it moves with the moments in which the collector runs.
/// </summary>
internal static class Footprint
{
    /// <summary>Megabytes alive after a full collection.</summary>
    public static async Task<double> MeasureAsync(Corpus corpus, CancellationToken cancellationToken) =>
        await AliveAfterAsync(new RaceAnalyzer(), corpus, cancellationToken).ConfigureAwait(false) - await AliveAfterAsync(new Idle(), corpus, cancellationToken).ConfigureAwait(false);

    private static async Task<double> AliveAfterAsync(DiagnosticAnalyzer analyzer, Corpus corpus, CancellationToken cancellationToken)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var compilation = RuleTimes.Compile(corpus, cancellationToken);
        var driver = compilation.WithAnalyzers([analyzer],
            new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: false));
        var result = await driver.GetAnalysisResultAsync(cancellationToken).ConfigureAwait(false);
        var after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(compilation);
        GC.KeepAlive(driver);
        GC.KeepAlive(result);
        return (after - before) / 1e6;
    }

    /// <summary>Is shown every method, as our rules are, and looks at none.</summary>
#pragma warning disable RS1036, RS1041 // only this bench runs it, no compiler loads it
    [DiagnosticAnalyzer(LanguageNames.CSharp)]
    private sealed class Idle : DiagnosticAnalyzer
    {
        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
            [new("IDLE", "Idle", "Idle", "Bench", DiagnosticSeverity.Warning, isEnabledByDefault: true)];

        public override void Initialize(AnalysisContext context)
        {
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.EnableConcurrentExecution();
            context.RegisterOperationBlockAction(_ => { });
        }
    }
#pragma warning restore RS1036, RS1041
}
