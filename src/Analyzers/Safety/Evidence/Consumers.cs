using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Safety.Confined;

namespace RaceSafe.Analyzers.Safety.Evidence;

/// <summary>Does somebody else take from the same collection?</summary>
internal static class Consumers
{
    /// <summary>
    /// Another place of the type takes from it too, or this code runs in several lambdas at once, or it is not a loop that drains the
    /// collection but a method that hands out one element to whoever calls it.
    /// </summary>
    public static bool Others(Access take, IMethodSymbol method)
    {
        if (Confinement.InSharedLambda(take.Frame)) return true;
        if (take.Place.Container?.MemberSymbol is not { } member) return false;
        foreach (var reference in member.ContainingType.DeclaringSyntaxReferences)
            foreach (var name in reference.GetSyntax().DescendantNodes().OfType<IdentifierNameSyntax>())
                if (name.Identifier.ValueText == member.Name && Takes(name) && !(name.SyntaxTree == take.Syntax.SyntaxTree && take.Syntax.Span.Contains(name.Span))) return true;
        return IsEntry(method) && !method.ReturnsVoid && !IsInLoop(take.Syntax);
    }

    private static bool Takes(IdentifierNameSyntax name)
    {
        SyntaxNode owner = name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } self ? self : name;
        return owner.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "TryDequeue" or "TryPop" or "TryTake" or "Take" or "TryPopRange" or "GetConsumingEnumerable" } call && call.Expression == owner;
    }

    private static bool IsEntry(IMethodSymbol method) =>
        method.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal || method.ExplicitInterfaceImplementations.Length > 0;

    private static bool IsInLoop(SyntaxNode node)
    {
        foreach (var ancestor in node.Ancestors())
        {
            if (ancestor is WhileStatementSyntax or ForStatementSyntax or DoStatementSyntax or CommonForEachStatementSyntax) return true;
            if (ancestor is BaseMethodDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax) return false;
        }

        return false;
    }
}
