using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Safety.Confined;

namespace RaceSafe.Analyzers.Safety.Evidence;

/// <summary>
/// Do two of a type's own threads change one member: the loop of a background service and a timer, say? Counted are those that are started with
/// the object; a thread that another one starts when it ends is the next step of the same work.
/// </summary>
internal sealed class OwnThreads(Compilation compilation, MemberUses uses)
{
    private const int MaxDepth = 4;

    /// <summary>A change of the member by a thread that does not run this code.</summary>
    public Answer? Other(ISymbol member, SyntaxNode write)
    {
        var here = Functions(write);
        if (here.Count == 0) return null;
        foreach (var use in uses.Of(member))
        {
            if (!use.Changes || write.Span.Contains(use.Name.Span)) continue;
            foreach (var function in Functions(use.Name))
                if (!here.Contains(function)) return new($"another thread of the type changes '{member.Name}' too", use.Name.GetLocation());
        }

        return here.Count > 1 ? new("two threads of the type run it", write.GetLocation()) : null;
    }

    /// <summary>The lambdas and methods that the type's own threads begin with, and from which they come to that code.</summary>
    private HashSet<SyntaxNode> Functions(SyntaxNode code)
    {
        var found = new HashSet<SyntaxNode>();
        Collect(code, found, 0);
        return found;
    }

    private void Collect(SyntaxNode code, HashSet<SyntaxNode> found, int depth)
    {
        foreach (var ancestor in code.Ancestors())
        {
            switch (ancestor)
            {
                case AnonymousFunctionExpressionSyntax function when ThreadStarts.Of(function) != Started.Never:
                    if (LifeCycle.IsIn(function)) found.Add(function);
                    return;
                case LocalFunctionStatementSyntax:
                    return;
                case MethodDeclarationSyntax method:
                    Collect(method, found, depth, compilation.GetSemanticModel(method.SyntaxTree).GetDeclaredSymbol(method) as IMethodSymbol);
                    return;
            }
        }
    }

    private void Collect(MethodDeclarationSyntax declaration, HashSet<SyntaxNode> found, int depth, IMethodSymbol? method)
    {
        if (method is { Name: "ExecuteAsync", IsOverride: true, DeclaredAccessibility: Accessibility.Protected }) found.Add(declaration);
        if (method is not { DeclaredAccessibility: Accessibility.Private } || depth >= MaxDepth) return;
        foreach (var use in uses.Of(method))
        {
            ExpressionSyntax function = use.Name.Parent is MemberAccessExpressionSyntax access && access.Name == use.Name ? access : use.Name;
            if (function.Parent is InvocationExpressionSyntax) Collect(function, found, depth + 1);
            else if (ThreadStarts.Of(function) != Started.Never && LifeCycle.IsIn(function)) found.Add(declaration);
        }
    }
}
