using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Entries;

namespace RaceSafe.CodeFixes.Fixes.Memory;

/// <summary>
/// <c>if (d.TryAdd(key, value)) …</c>: only the one who put the value goes on. The value is made in any case, so it must cost and do nothing.
/// </summary>
internal sealed class UseTryAdd : Rewrite
{
    public override string Action => FixActions.UseTryAdd;

    public override string? Plan(FixSite site)
    {
        if (EntryShape.Of(site) is not { ValueType: not null } entry || EntryCheck.Of(site, entry) is not { } check) return null;
        if (!EntryNumbers.IsSimple(check.Value) || check.Found is not (null or IdentifierNameSyntax { Identifier.ValueText: "_" })) return null;
        var call = $"{entry.Dictionary}.TryAdd({entry.Key}, {check.Value})";
        if (!check.Inside)
        {
            site.Replace(check.Branch.Condition, _ => SyntaxFactory.ParseExpression("!" + call));
            site.Remove(check.Write);
        }
        else if (check.Body.Count > 1)
        {
            if (check.Body[0] != check.Write) return null;
            site.Replace(check.Branch.Condition, _ => SyntaxFactory.ParseExpression(call));
            site.Remove(check.Write);
        }
        else if (check.Branch.Else is { Statement: var otherwise })
        {
            if (otherwise is IfStatementSyntax) return null;
            site.Replace(check.Branch, _ => Spell.Statement($"if (!{call}) {otherwise}"));
        }
        else
        {
            site.Replace(check.Branch, _ => SyntaxFactory.ExpressionStatement(SyntaxFactory.ParseExpression(call)));
        }

        return "Use TryAdd";
    }
}
