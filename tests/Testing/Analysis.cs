using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace RaceSafe.Testing.Analyzers;

/// <summary>Runs an analyzer and the compiler over a solution.</summary>
internal sealed class Analysis(DiagnosticAnalyzer analyzer)
{
    public bool Supports(string id) => analyzer.SupportedDiagnostics.Any(descriptor => descriptor.Id == id);

    /// <summary>All findings in reading order. An analyzer that throws fails the test.</summary>
    public async Task<ImmutableArray<Diagnostic>> Findings(Solution solution)
    {
        var all = new List<Diagnostic>();
        foreach (var project in solution.Projects) all.AddRange(await Findings(project));
        return [.. all];
    }

    public async Task<ImmutableArray<Diagnostic>> Findings(Project project)
    {
        var crashes = new List<string>();
        var options = new CompilationWithAnalyzersOptions(
            project.AnalyzerOptions,
            (exception, _, _) => { lock (crashes) crashes.Add(exception.ToString()); },
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false);
        var compilation = await Compile(project);
        var findings = await compilation.WithAnalyzers([analyzer], options).GetAnalyzerDiagnosticsAsync();
        crashes.AddRange(findings.Where(finding => finding.Id == "AD0001").Select(finding => finding.GetMessage()));
        if (crashes.Count > 0) throw new VerificationException("The analyzer crashed.\n" + string.Join("\n", crashes.Distinct()));
        return
        [
            .. findings.OrderBy(finding => finding.Location.SourceTree?.FilePath, StringComparer.Ordinal)
                .ThenBy(finding => finding.Location.SourceSpan),
        ];
    }

    /// <summary>Fails the test if the compiler finds an error; gives its warnings.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> CompilerWarnings(Solution solution, string what)
    {
        var found = new List<Diagnostic>();
        foreach (var project in solution.Projects) found.AddRange((await Compile(project)).GetDiagnostics());
        var errors = found.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        if (errors.Count > 0) throw new VerificationException($"{what} does not compile:\n" + string.Join("\n", errors.Select(Report.Show)));
        return [.. found.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Warning)];
    }

    private static async Task<Compilation> Compile(Project project) =>
        await project.GetCompilationAsync() ?? throw new VerificationException($"{project.Name} has no compilation.");
}
