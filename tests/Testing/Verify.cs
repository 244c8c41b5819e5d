using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace RaceSafe.Testing.Analyzers;

/// <summary>
/// Runs analyzers and fixes on sources with markup, in every <see cref="Layout"/>, on the Roslyn that the test project has chosen.
/// Throws <see cref="VerificationException"/> with a readable report.
/// </summary>
public static class Verify
{
    /// <summary>The findings are exactly the marked ones, and <c>#pragma warning disable</c> silences them.</summary>
    public static Task Analyzer<TAnalyzer>(Code source, Setup? setup = null)
        where TAnalyzer : DiagnosticAnalyzer, new() =>
        InEveryLayout(layout => new AnalyzerCheck(new TAnalyzer(), setup ?? new(), layout).Run(source));

    /// <summary>
    /// The fix turns <paramref name="before"/> into exactly <paramref name="after"/>, one finding at a time and by Fix All in each scope.
    /// Findings that remain are marked in <paramref name="after"/>. Without a key it is the first action that the fix offers.
    /// </summary>
    public static Task Fix<TAnalyzer, TFix>(Code before, Code after, string? key = null, Setup? setup = null)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new() =>
        InEveryLayout(layout => new FixCheck(new TAnalyzer(), new TFix(), key, setup ?? new(), layout).Run(before, after));

    /// <summary>The findings are exactly the marked ones, and the fix (of that key) is offered for none of them.</summary>
    public static Task NoFix<TAnalyzer, TFix>(Code source, string? key = null, Setup? setup = null)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new() =>
        InEveryLayout(layout => new FixCheck(new TAnalyzer(), new TFix(), key, setup ?? new(), layout).RunWithoutOffer(source));

    private static async Task InEveryLayout(Func<Layout, Task> run)
    {
        foreach (var layout in Layout.All)
        {
            try
            {
                await run(layout);
            }
            catch (VerificationException failure)
            {
                throw new VerificationException($"[{layout.Name}, Roslyn {Host.Version}] {failure.Message}");
            }
        }
    }
}
