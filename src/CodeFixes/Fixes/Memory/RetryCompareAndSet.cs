using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Entries;

namespace RaceSafe.CodeFixes.Fixes.Memory;

/// <summary>A loop around <c>TryUpdate</c> that reads and computes again until nobody came in between. An absent entry fares as before.</summary>
internal sealed class RetryCompareAndSet : Rewrite
{
    public override string Action => FixActions.RetryCompareAndSet;

    public override string? Plan(FixSite site)
    {
        if (EntryUpdateParser.Parse(site) is not { Statement: { } statement, Result: null } update) return null;
        var set = $"{update.Dictionary}.TryUpdate({update.Key}, {update.Compute}, {update.Old})";
        switch (update.Absent)
        {
            case WhenAbsent.Skips:
                foreach (var gone in update.Superfluous) site.Remove(gone);
                site.Replace(statement, _ => Spell.Statement($"while ({update.Dictionary}.TryGetValue({update.Key}, out var {update.Old}) && !{set})\n{{\n}}"));
                break;
            case WhenAbsent.Throws when update.OldIsUsedLater && update.Superfluous.FirstOrDefault() is { } declaration:
                var type = update.ValueType.ToMinimalDisplayString(site.Model, statement.SpanStart);
                site.Replace(declaration, _ => Spell.Statement($"{type} {update.Old};"));
                site.Replace(statement, _ => Spell.Statement($"do\n{{\n{update.Old} = {update.Dictionary}[{update.Key}];\n}} while (!{set});"));
                break;
            case WhenAbsent.Throws:
                foreach (var gone in update.Superfluous) site.Remove(gone);
                site.Replace(statement, _ => Spell.Statement($"while (true)\n{{\nvar {update.Old} = {update.Dictionary}[{update.Key}];\nif ({set}) break;\n}}"));
                break;
            default: return null;
        }

        return "Retry with TryUpdate";
    }
}
