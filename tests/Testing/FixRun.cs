using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace RaceSafe.Testing.Analyzers;

/// <summary>Applies a fix as editors and <c>dotnet format</c> do.</summary>
internal sealed class FixRun(Analysis analysis, CodeFixProvider fix)
{
    public sealed record Offer(Diagnostic Finding, Document Document, CodeAction Action);

    /// <summary>Every action for every finding, in reading order.</summary>
    public async Task<IReadOnlyList<Offer>> Offers(Solution solution)
    {
        var offers = new List<Offer>();
        foreach (var finding in await Fixable(solution))
        {
            var document = solution.GetDocument(finding.Location.SourceTree)!;
            var context = new CodeFixContext(document, finding, (action, _) => offers.Add(new(finding, document, action)), default);
            await fix.RegisterCodeFixesAsync(context);
        }

        return offers;
    }

    /// <summary>The first finding that has an action of that key, then analysis again, until there is none.</summary>
    public async Task<Solution> OneByOne(Solution solution, string key)
    {
        var left = (await Offers(solution)).Count(offer => offer.Action.EquivalenceKey == key);
        while ((await Offers(solution)).FirstOrDefault(offer => offer.Action.EquivalenceKey == key) is { } next)
        {
            var changed = await Apply(next.Action, solution);
            if (!await Differs(solution, changed))
                throw new VerificationException($"The fix '{next.Action.Title}' leaves the document unchanged:\n{Report.Show(next.Finding)}");
            if (left-- == 0)
                throw new VerificationException($"The fix does not converge: it is offered again on its own result:\n{Report.Show(next.Finding)}");
            solution = changed;
        }

        return solution;
    }

    /// <summary>One pass of Fix All over every document, project or the whole solution.</summary>
    public async Task<Solution> All(Solution solution, string key, FixAllScope scope)
    {
        var provider = fix.GetFixAllProvider() ?? throw new VerificationException("The fix has no Fix All.");
        if (!provider.GetSupportedFixAllScopes().Contains(scope)) throw new VerificationException($"Fix All does not support {scope}.");
        var source = new Findings(analysis, this);
        var passes = (await Offers(solution)).Where(offer => offer.Action.EquivalenceKey == key).GroupBy(offer => scope switch
        {
            FixAllScope.Document => (offer.Finding.Id, offer.Document.Id),
            FixAllScope.Project => (offer.Finding.Id, offer.Document.Project.Id),
            _ => (offer.Finding.Id, (object)solution.Id),
        });
        foreach (var pass in passes)
        {
            var document = solution.GetDocument(pass.First().Document.Id)!;
            var context = new FixAllContext(document, fix, scope, key, [pass.Key.Id], source, default);
            if (await provider.GetFixAsync(context) is { } action) solution = await Apply(action, solution);
        }

        return solution;
    }

    private async Task<IEnumerable<Diagnostic>> Fixable(Solution solution) => (await analysis.Findings(solution))
        .Where(finding => finding.Location.IsInSource && fix.FixableDiagnosticIds.Contains(finding.Id));

    private static async Task<Solution> Apply(CodeAction action, Solution solution)
    {
        var operations = await action.GetOperationsAsync(solution, NoProgress.Instance, default);
        return operations is [ApplyChangesOperation apply]
            ? apply.ChangedSolution
            : throw new VerificationException($"'{action.Title}' has {operations.Length} operations; dotnet format applies exactly one change.");
    }

    private static async Task<bool> Differs(Solution before, Solution after)
    {
        foreach (var id in after.GetChanges(before).GetProjectChanges().SelectMany(project => project.GetChangedDocuments()))
            if (!(await before.GetDocument(id)!.GetTextAsync()).ContentEquals(await after.GetDocument(id)!.GetTextAsync())) return true;
        return false;
    }

    private sealed class NoProgress : IProgress<CodeAnalysisProgress>
    {
        public static NoProgress Instance { get; } = new();

        public void Report(CodeAnalysisProgress value) { }
    }

    /// <summary>What a Fix All provider may ask for.</summary>
    private sealed class Findings(Analysis analysis, FixRun run) : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken)
        {
            var tree = await document.GetSyntaxTreeAsync(cancellationToken);
            return (await All(document.Project)).Where(finding => finding.Location.SourceTree == tree);
        }

        public override async Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            (await All(project)).Where(finding => !finding.Location.IsInSource);

        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            await All(project);

        private async Task<ImmutableArray<Diagnostic>> All(Project project) =>
            [.. (await analysis.Findings(project)).Where(finding => run.CanFix(finding.Id))];
    }

    private bool CanFix(string id) => fix.FixableDiagnosticIds.Contains(id);
}
