using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Entries;

namespace RaceSafe.CodeFixes.Fixes.Memory;

/// <summary>The runtime's <c>d.Increment(key, by)</c>, where an absent entry counts as zero.</summary>
internal sealed class UseRuntimeIncrement : Rewrite
{
    public override string Action => FixActions.UseRuntimeIncrement;

    public override string? Plan(FixSite site)
    {
        if (!Spell.HasRuntime(site) || EntryUpdateParser.Parse(site) is not { Absent: WhenAbsent.Creates, Initial: { } by } update) return null;
        if (!EntryNumbers.IsNumber(update.ValueType) || EntryNumbers.IsSmall(update.ValueType)) return null;
        if (update.Compute is not BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression, Left: IdentifierNameSyntax old, Right: var added }) return null;
        if (old.Identifier.ValueText != update.Old || !EntryShape.Same(added, by)) return null;
        site.Import("RaceSafe");
        Spell.Call(site, update, by.ToString() == "1" ? $"{update.Dictionary}.Increment({update.Key})" : $"{update.Dictionary}.Increment({update.Key}, {by})");
        return "Use Increment of RaceSafe.Runtime";
    }
}
