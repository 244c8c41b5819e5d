using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.Analyzers.Safety.Confined;

/// <summary>
/// Callbacks of cancellation and change tokens. A token fires once: work that registers its own next call when it is done never runs twice at a time.
/// </summary>
internal static class TokenCallbacks
{
    /// <summary>The function is handed to a token by a method that the work itself calls.</summary>
    /// <param name="function">A lambda or local function that calls the work.</param>
    /// <param name="work">The method that it calls.</param>
    public static bool IsRegisteredBy(SyntaxNode function, IMethodSymbol work)
    {
        if (!IsHandedToToken(function)) return false;
        if (function.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { Identifier.ValueText: var registers }) return false;
        foreach (var reference in work.DeclaringSyntaxReferences)
            foreach (var name in reference.GetSyntax().DescendantNodes().OfType<SimpleNameSyntax>())
                if (name.Identifier.ValueText == registers && name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not null) return true;
        return false;
    }

    private static bool IsHandedToToken(SyntaxNode function)
    {
        if (function is not LocalFunctionStatementSyntax { Parent: { } around, Identifier.ValueText: var named }) return IsArgumentOfToken(function);
        foreach (var use in around.DescendantNodes().OfType<IdentifierNameSyntax>())
            if (use.Identifier.ValueText == named && IsArgumentOfToken(use)) return true;
        return false;
    }

    private static bool IsArgumentOfToken(SyntaxNode function) =>
        function.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Register" or "UnsafeRegister" or "RegisterChangeCallback" } } };
}
