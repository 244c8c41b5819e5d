using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Entries;

namespace RaceSafe.CodeFixes.Fixes.Memory;

/// <summary><c>var x = d.GetOrAdd(key, _ => new …)</c>: all callers go on with the object that is in the dictionary.</summary>
internal sealed class UseGetOrAdd : Rewrite
{
    public override string Action => FixActions.UseGetOrAdd;

    public override string? Plan(FixSite site)
    {
        if (EntryShape.Of(site) is not { ValueType: not null } entry || EntryCheck.Of(site, entry) is not { Inside: true, Branch.Else: null } check) return null;
        var (variable, declares) = Variable(check.Found);
        if (Made(check, variable) is not { } made || EntryNumbers.IsSimple(made) || !Moves(made, site)) return null;
        var call = $"{entry.Dictionary}.GetOrAdd({entry.Key}, _ => {made.WithoutTrivia()})";
        if (check.Found is null && check.Body.Count > 1) return null;
        site.Replace(check.Branch, _ => Spell.Statement(variable is null ? $"{call};" : $"{(declares ? "var " : "")}{variable} = {call};"));
        return "Use GetOrAdd";
    }

    private static (string? Name, bool Declares) Variable(ExpressionSyntax? found) => found switch
    {
        DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax single } => (single.Identifier.ValueText, true),
        IdentifierNameSyntax name when name.Identifier.ValueText != "_" => (name.Identifier.ValueText, false),
        _ => (null, false),
    };

    /// <summary>The expression that makes the value, whether it goes through the variable or not; null when the branch does more than that.</summary>
    private static ExpressionSyntax? Made(EntryCheck check, string? variable)
    {
        switch (check.Body.Count)
        {
            case 1 when check.Value is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } both && both.Left.ToString() == variable: return both.Right;
            case 1 when variable is null: return check.Value;
            case 2 when check.Body[1] == check.Write && check.Value.ToString() == variable
                && check.Body[0] is ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } first }
                && first.Left.ToString() == variable: return first.Right;
            default: return null;
        }
    }

    private static bool Moves(ExpressionSyntax made, FixSite site) => !made.DescendantNodesAndSelf().Any(node =>
        node is AwaitExpressionSyntax or DeclarationExpressionSyntax or RefExpressionSyntax
        || (node is IdentifierNameSyntax name && site.Model.GetSymbolInfo(name).Symbol is IParameterSymbol { RefKind: not RefKind.None }));
}
