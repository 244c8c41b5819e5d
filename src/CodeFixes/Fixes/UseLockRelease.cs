using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes;

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
        var token = comparison.Left.Span.Contains(read.Span) ? comparison.Right : comparison.Left;
        if (token.Span.Contains(read.Span) || !IsOnly(comparison.Left == token ? comparison.Right : comparison.Left, read)) return null;
        var command = target.Name.Identifier.ValueText.EndsWith("Async", StringComparison.Ordinal) ? "LockReleaseAsync" : "LockRelease";
        site.Replace((StatementSyntax)branch, _ => statement.ReplaceNode(removal, removal
            .WithExpression(target.WithName(IdentifierName(command)))
            .WithArgumentList(removal.ArgumentList.AddArguments(Spelling.Value(token)))));
        return $"Use {command}";
    }

    private static bool IsOnly(ExpressionSyntax side, InvocationExpressionSyntax read)
    {
        while (true)
        {
            switch (side)
            {
                case ParenthesizedExpressionSyntax parenthesized: side = parenthesized.Expression; break;
                case AwaitExpressionSyntax wait: side = wait.Expression; break;
                case CastExpressionSyntax cast: side = cast.Expression; break;
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } configured }: side = configured.Expression; break;
                default: return side == read;
            }
        }
    }
}
