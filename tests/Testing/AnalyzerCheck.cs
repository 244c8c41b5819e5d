using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace RaceSafe.Testing.Analyzers;

/// <summary>One run of an analyzer test.</summary>
internal sealed class AnalyzerCheck(DiagnosticAnalyzer analyzer, Setup setup, Layout layout)
{
    private readonly Analysis _analysis = new(analyzer);

    public async Task Run(Code source)
    {
        var test = TestSolution.Create(source, setup, layout);
        if (!setup.AllowCompileErrors) await Analysis.CompilerWarnings(test.Solution, "The source");
        var findings = await _analysis.Findings(test.Solution);
        new Expectation(test, setup.Expected).Check(findings);
        if (findings.Any(finding => finding.Location.IsInSource)) await CheckPragma(test);
    }

    private async Task CheckPragma(TestSolution test)
    {
        var solution = test.Solution;
        foreach (var id in test.Marked.Keys)
        {
            var text = await solution.GetDocument(id)!.GetTextAsync();
            solution = solution.WithDocumentText(id, text.Replace(0, 0, "#pragma warning disable" + layout.EndOfLine));
        }

        var loud = (await _analysis.Findings(solution)).Where(finding => finding.Location.IsInSource).ToList();
        if (loud.Count > 0)
            throw new VerificationException("Not silenced by #pragma warning disable:\n" + string.Join("\n", loud.Select(Report.Show)));
    }
}
