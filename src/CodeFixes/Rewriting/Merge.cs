using Microsoft.CodeAnalysis;

namespace RaceSafe.CodeFixes.Rewriting;

/// <summary>
/// Carries out any number of plans on one tree, each whole or not at all. Left for the next run is a plan that touches what another has changed,
/// or that would drop another's change, a comment or a directive.
/// </summary>
internal static class Merge
{
    private const string Mark = "racesafe.rewritten";

    /// <summary>The rewrite has something to change here, and loses nothing by it.</summary>
    public static bool Allows(SyntaxNode root, FixSite site) =>
        site.Edits.Count > 0 && Try(root.TrackNodes(site.Known.Keys), site, "") is not null;

    public static (SyntaxNode Root, IReadOnlyCollection<string> Imports) Apply(SyntaxNode root, IReadOnlyList<FixPlan> plans)
    {
        var imports = new SortedSet<string>(StringComparer.Ordinal);
        var changed = new HashSet<SyntaxNode>();
        var current = root.TrackNodes(plans.SelectMany(plan => plan.Site.Known.Keys).Distinct());
        for (var i = 0; i < plans.Count; i++)
        {
            var site = plans[i].Site;
            if (site.Edits.Any(edit => changed.Contains(edit.Node)) || Try(current, site, i.ToString()) is not { } next) continue;
            current = next;
            imports.UnionWith(site.Imports);
            changed.UnionWith(site.Edits.Select(edit => edit.Node));
        }

        return (current, imports);
    }

    private static SyntaxNode? Try(SyntaxNode root, FixSite site, string name)
    {
        var atStart = new Dictionary<SyntaxNode, SyntaxNode>();
        foreach (var pair in site.Known)
        {
            var present = root.GetCurrentNodes(pair.Key).ToList();
            if (present.Count != 1 || !pair.Value.IsInstanceOfType(present[0])) return null;
            atStart.Add(pair.Key, present[0]);
        }

        var earlier = Marks(root);
        var comments = Comments.In(root);
        for (var i = 0; i < site.Edits.Count; i++)
        {
            if (root.GetCurrentNodes(site.Edits[i].Node).FirstOrDefault() is not { } node) return null;
            var (scope, result) = site.Edits[i].Apply(node, new(root, atStart));
            root = root.ReplaceNode(scope, result.WithAdditionalAnnotations(new SyntaxAnnotation(Mark, $"{name}.{i}")));
        }

        return earlier.IsSubsetOf(Marks(root)) && !Comments.Lost(comments, Comments.In(root)) ? root : null;
    }

    private static HashSet<string?> Marks(SyntaxNode root) =>
        [.. root.GetAnnotatedNodes(Mark).SelectMany(node => node.GetAnnotations(Mark)).Select(mark => mark.Data)];
}
