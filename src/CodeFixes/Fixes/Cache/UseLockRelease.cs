using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Caches;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Cache;

/// <summary><c>if (Get(key) == token) Delete(key);</c> becomes <c>LockRelease(key, token);</c>, which compares and deletes in one step.</summary>
internal sealed class UseLockRelease : Rewrite
{
    public override string Action => FixActions.UseLockRelease;

    public override string? Plan(FixSite site)
    {
        if (site.Write<InvocationExpressionSyntax>() is not { Expression: MemberAccessExpressionSyntax target, ArgumentList.Arguments.Count: 1 } removal) return null;
        if (site.Place<InvocationExpressionSyntax>(FixRoles.Read) is not { } read || Surround.StatementOf(removal) is not { } statement) return null;
        var branch = (statement.Parent is BlockSyntax { Statements.Count: 1 } block ? block.Parent : statement.Parent) as IfStatementSyntax;
        if (branch is not { Else: null, Condition: BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression } comparison }) return null;
        if (Token(site, comparison, read, Surround.Before(branch), out var reading) is not { } token) return null;
        var command = target.Name.Identifier.ValueText.EndsWith("Async", StringComparison.Ordinal) ? "LockReleaseAsync" : "LockRelease";
        if (reading is not null) site.Remove(reading);
        site.Replace((StatementSyntax)branch, _ => statement.ReplaceNode(removal, removal
            .WithExpression(target.WithName(IdentifierName(command)))
            .WithArgumentList(removal.ArgumentList.AddArguments(Spelling.Value(token)))));
        return $"Use {command}";
    }

    /// <summary>What the value that was read is compared with, there or in a variable that is used for nothing else.</summary>
    private static ExpressionSyntax? Token(FixSite site, BinaryExpressionSyntax comparison, InvocationExpressionSyntax read, StatementSyntax? before, out StatementSyntax? reading)
    {
        reading = null;
        if (IsOnly(comparison.Left, read)) return comparison.Right;
        if (IsOnly(comparison.Right, read)) return comparison.Left;
        if (before is not LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Parent: { } block, Declaration.Variables: { Count: 1 } declared } || declared[0].Initializer is not { Value: var value } || !IsOnly(value, read)) return null;
        if (site.Model.GetDeclaredSymbol(declared[0]) is not { } owner || Stretch.Uses(block, owner, site.Model).ToList() is not { Count: 1 } uses) return null;
        reading = before;
        return IsOnly(comparison.Left, uses[0]) ? comparison.Right : IsOnly(comparison.Right, uses[0]) ? comparison.Left : null;
    }

    private static bool IsOnly(ExpressionSyntax side, ExpressionSyntax read)
    {
        while (true)
        {
            switch (side)
            {
                case ParenthesizedExpressionSyntax parenthesized: side = parenthesized.Expression; break;
                case AwaitExpressionSyntax wait: side = wait.Expression; break;
                case CastExpressionSyntax cast: side = cast.Expression; break;
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" or "ToString" } made } when side != read: side = made.Expression; break;
                default: return side == read;
            }
        }
    }
}
