using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;

namespace RaceSafe.Analyzers.Safety;

/// <summary>A private asynchronous method that its type starts again and again and lets run: a task per client. Cheap: it goes by the text of the type.</summary>
internal static class LeftRunning
{
    public static bool Is(IMethodSymbol method, CancellationToken cancellation)
    {
        if (method is not { IsAsync: true, DeclaredAccessibility: Accessibility.Private }) return false;
        var name = new WordSet([method.Name]);
        foreach (var reference in method.ContainingType.DeclaringSyntaxReferences)
        {
            foreach (var (_, start) in name.In(reference.SyntaxTree.GetText(cancellation), reference.Span))
                if (reference.SyntaxTree.GetRoot(cancellation).FindToken(start).Parent is SimpleNameSyntax { Parent: InvocationExpressionSyntax call } && Gathered.IsLeftRunning(call)) return true;
        }

        return false;
    }
}
