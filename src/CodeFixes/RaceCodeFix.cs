using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;

namespace RaceSafe.CodeFixes;

/// <summary>
/// Offers, for each finding, the rewrites that its <see cref="FixHandoff"/> names, in that order. Hosts such as <c>dotnet format</c> take the first
/// action of the first finding and apply its key everywhere in one pass: therefore the first action of every finding has the same key.
/// </summary>
public abstract class RaceCodeFix : CodeFixProvider
{
    /// <summary>Equivalence key of the safe default, whatever rewrite that is. An alternative has the name of its rewrite as key.</summary>
    public const string DefaultKey = "RaceSafe";

    private protected abstract ImmutableArray<Rewrite> Rewrites { get; }

    /// <summary>One pass over each document, every finding on the same tree: text edits that are merged afterwards can get lost.</summary>
    public sealed override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(
        (context, document, findings) => ApplyAsync(document, findings, context.CodeActionEquivalenceKey, context.CancellationToken)!);

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var (root, model) = await Read(context.Document, context.CancellationToken).ConfigureAwait(false);
        var offered = false;
        foreach (var finding in context.Diagnostics)
        {
            foreach (var (key, plan) in Offers(root, model, finding))
            {
                context.RegisterCodeFix(CodeAction.Create(plan.Title, cancel => ApplyAsync(context.Document, [finding], key, cancel), key), finding);
                offered = true;
            }
        }

        if (!offered && context.Document.Project.Solution.Workspace.Kind == WorkspaceKind.MSBuild) CarryKey(context);
    }

    /// <summary>
    /// <c>dotnet format</c> asks for the actions of the first finding of an id only, takes the key of the first one and runs Fix All with it; without
    /// an action there it fixes nothing at all. So in its workspace, where nobody applies a single action, a finding without a cure carries the key.
    /// </summary>
    private static void CarryKey(CodeFixContext context) => context.RegisterCodeFix(
        CodeAction.Create("Rewrite every other finding that can be", _ => Task.FromResult(context.Document), DefaultKey), context.Diagnostics);

    private async Task<Document> ApplyAsync(Document document, ImmutableArray<Diagnostic> findings, string? key, CancellationToken cancellation)
    {
        var (root, model) = await Read(document, cancellation).ConfigureAwait(false);
        var plans = InnermostFirst(findings).Select(finding => Choose(root, model, finding, key)).OfType<FixPlan>().ToList();
        var (changed, imports) = Merge.Apply(root, plans);
        return await Finish.Document(document, Usings.Add(changed, imports), cancellation).ConfigureAwait(false);
    }

    /// <summary>An alternative is also found where it happens to be the default. Some hosts ask for no key at all.</summary>
    private FixPlan? Choose(SyntaxNode root, SemanticModel model, Diagnostic finding, string? key)
    {
        foreach (var offer in Offers(root, model, finding))
            if (offer.Key == (key ?? DefaultKey) || offer.Plan.Rewrite.Action == key) return offer.Plan;
        return null;
    }

    private IEnumerable<(string Key, FixPlan Plan)> Offers(SyntaxNode root, SemanticModel model, Diagnostic finding)
    {
        if (FixHandoff.From(finding) is not { } handoff) yield break;
        string? key = DefaultKey;
        foreach (var action in handoff.Actions)
        {
            if (Rewrites.FirstOrDefault(rewrite => rewrite.Action == action) is not { } rewrite) continue;
            var site = new FixSite(root, model, finding, handoff);
            if (rewrite.Plan(site) is not { } title || site.Clashes || !Merge.Allows(root, site)) continue;
            yield return (key ?? action, new(rewrite, title, site));
            key = null;
        }
    }

    private static async Task<(SyntaxNode Root, SemanticModel Model)> Read(Document document, CancellationToken cancellation) => (
        (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!,
        (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!);

    private static IEnumerable<Diagnostic> InnermostFirst(IEnumerable<Diagnostic> findings) => findings
        .OrderByDescending(finding => finding.Location.SourceSpan.Start)
        .ThenBy(finding => finding.Location.SourceSpan.Length);
}
