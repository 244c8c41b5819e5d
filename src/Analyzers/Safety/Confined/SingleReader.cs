using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Safety.Evidence;

namespace RaceSafe.Analyzers.Safety.Confined;

/// <summary>
/// Is there one writer only: a loop that drains a channel or a blocking collection, or takes in callers one by one, and alone changes the member?
/// Others may read what it writes; nobody can get between its own read and write.
/// </summary>
internal static class SingleReader
{
    /// <summary>The loop that owns the state, or null.</summary>
    public static Answer? Of(Access write, IMethodSymbol method)
    {
        if (Owned(write) is not { DeclaredAccessibility: Accessibility.Private } member) return null;
        if (Loop(write.Operation.Syntax) is not { } loop || write.Frame is { Run: LambdaRun.Elsewhere, Site.Syntax: var site } && ThreadStarts.IsRepeated(site)) return null;
        return IsChangedOutside(member, loop) ? null : new($"one loop in '{method.Name}' alone changes '{member.Name}'", loop.GetFirstToken().GetLocation());
    }

    /// <summary>The field that is changed, or that holds the collection that is changed.</summary>
    private static ISymbol? Owned(Access write) => write.Place.Store == Stores.StoreKind.Field ? write.Member : write.Place.Container?.MemberSymbol;

    private static StatementSyntax? Loop(SyntaxNode node)
    {
        foreach (var ancestor in node.Ancestors())
        {
            switch (ancestor)
            {
                case CommonForEachStatementSyntax each when Drains(each.Expression):
                    return each;
                case WhileStatementSyntax loop when Drains(loop.Condition) || loop.Statement.DescendantNodes().OfType<AwaitExpressionSyntax>().Any(wait => Drains(wait.Expression)):
                    return loop;
                case AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or BaseMethodDeclarationSyntax:
                    return null;
            }
        }

        return null;
    }

    /// <summary>The expression waits for the next item of a queue, or for the next caller.</summary>
    private static bool Drains(ExpressionSyntax expression) => expression.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().Any(call =>
        call.Expression is MemberAccessExpressionSyntax
        {
            Name.Identifier.ValueText: "ReadAllAsync" or "WaitToReadAsync" or "TryRead" or "ReadAsync" or "GetConsumingEnumerable" or "Take" or "ReceiveAsync"
                or "AcceptAsync" or "AcceptTcpClientAsync" or "AcceptSocketAsync" or "GetContextAsync",
        });

    private static bool IsChangedOutside(ISymbol member, StatementSyntax loop)
    {
        foreach (var reference in member.ContainingType.DeclaringSyntaxReferences)
        {
            foreach (var name in reference.GetSyntax().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                if (name.Identifier.ValueText != member.Name || (name.SyntaxTree == loop.SyntaxTree && loop.Span.Contains(name.Span))) continue;
                if (name.FirstAncestorOrSelf<ConstructorDeclarationSyntax>() is null && IsChanged(name)) return true;
            }
        }

        return false;
    }

    private static bool IsChanged(SimpleNameSyntax name)
    {
        ExpressionSyntax target = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
        switch (target.Parent)
        {
            case ElementAccessExpressionSyntax element:
                target = element;
                break;
            case MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } call:
                return !call.Name.Identifier.ValueText.StartsWith("TryGet", StringComparison.Ordinal) && !call.Name.Identifier.ValueText.StartsWith("Contains", StringComparison.Ordinal);
        }

        return target.Parent is PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax or ArgumentSyntax { RefKindKeyword.RawKind: not (int)SyntaxKind.None }
            || (target.Parent is AssignmentExpressionSyntax assignment && assignment.Left == target);
    }
}
