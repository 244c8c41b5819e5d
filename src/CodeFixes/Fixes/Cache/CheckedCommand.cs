using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Cache;

/// <summary>
/// A check, and right after it a command that could have said the same: <c>if (Exists(key)) return; Set(key);</c> becomes
/// <c>if (!Set(key)) return;</c>, and <c>if (!Exists(key)) { Set(key); … }</c> becomes <c>if (Set(key)) { … }</c>.
/// </summary>
internal abstract class CheckedCommand : Rewrite
{
    public sealed override string? Plan(FixSite site)
    {
        if (site.Write<InvocationExpressionSyntax>() is not { Expression: MemberAccessExpressionSyntax } write || site.Place<InvocationExpressionSyntax>(FixRoles.Read) is not { } check) return null;
        if (Surround.StatementOf(write) is not { } statement || Title(write) is not { } title) return null;
        var isAwaited = statement.Expression is AwaitExpressionSyntax;
        if (isAwaited != Name(write).EndsWith("Async", StringComparison.Ordinal)) return null;
        var branch = Surround.Before(statement) as IfStatementSyntax;
        var leaves = branch is { Else: null } && Leaves(branch.Statement) && IsCheck(branch.Condition, check, negated: false);
        if (!leaves)
        {
            branch = statement.Parent is BlockSyntax { Parent: IfStatementSyntax around } block && block.Statements[0] == statement && block.Statements.Count > 1 && around.Statement == block ? around : null;
            if (branch is null || !IsCheck(branch.Condition, check, negated: true)) return null;
        }

        site.Replace(branch!.Condition, _ =>
        {
            var command = statement.Expression.WithoutTrivia();
            var answer = command.ReplaceNode(Find(command, Name(write)), Command(write.WithoutTrivia()));
            return leaves ? PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, answer) : answer;
        });
        site.Remove(statement);
        Imports(site);
        return title;
    }

    /// <summary>The title for a command that is fit; null to refuse.</summary>
    protected abstract string? Title(InvocationExpressionSyntax command);

    /// <summary>The command that answers.</summary>
    protected abstract InvocationExpressionSyntax Command(InvocationExpressionSyntax command);

    protected virtual void Imports(FixSite site)
    {
    }

    protected static string Name(InvocationExpressionSyntax call) => ((MemberAccessExpressionSyntax)call.Expression).Name.Identifier.ValueText;

    private static InvocationExpressionSyntax Find(ExpressionSyntax expression, string name) => expression.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>()
        .First(call => call.Expression is MemberAccessExpressionSyntax access && access.Name.Identifier.ValueText == name);

    /// <summary>The condition is the check and nothing else.</summary>
    private static bool IsCheck(ExpressionSyntax condition, InvocationExpressionSyntax check, bool negated)
    {
        if (negated)
        {
            if (condition is not PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not) return false;
            condition = not.Operand;
        }

        while (condition is ParenthesizedExpressionSyntax parenthesized) condition = parenthesized.Expression;
        if (condition is AwaitExpressionSyntax wait) condition = wait.Expression;
        if (condition is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } configured }) condition = configured.Expression;
        return condition == check;
    }

    private static bool Leaves(StatementSyntax statement) => statement switch
    {
        ReturnStatementSyntax or ThrowStatementSyntax or ContinueStatementSyntax => true,
        BlockSyntax { Statements: { Count: > 0 } statements } => Leaves(statements.Last()),
        _ => false,
    };
}
