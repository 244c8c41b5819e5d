using Microsoft.CodeAnalysis.Diagnostics;
using RaceSafe.Analyzers;

namespace RaceSafe.Bench;

/// <summary>
/// What the analysis holds in memory at its end, over what the compilation alone holds.
/// The peak of a process tells little of that: it moves with the moments in which the collector runs.
/// </summary>
internal static class Footprint
{
    /// <summary>Megabytes alive after a full collection, the driver of the analyzers and what it found with them.</summary>
    public static async Task<double> MeasureAsync(Corpus corpus, CancellationToken cancellationToken)
    {
        var compilation = RuleTimes.Compile(corpus, cancellationToken);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var driver = compilation.WithAnalyzers([new RaceAnalyzer()],
            new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: false));
        var result = await driver.GetAnalysisResultAsync(cancellationToken).ConfigureAwait(false);
        var after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(compilation);
        GC.KeepAlive(driver);
        GC.KeepAlive(result);
        return (after - before) / 1e6;
    }
}
