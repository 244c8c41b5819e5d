using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow.Calls;
using RaceSafe.Analyzers.Flow.Source;

namespace RaceSafe.Analyzers.Safety.Evidence;

/// <summary>
/// A private asynchronous method that its type starts again and again and lets run: a task per client. It goes by the text of the type, once for each method,
/// since it is asked of every member that the method writes.
/// </summary>
internal sealed class LeftRunning
{
    private readonly ConcurrentDictionary<IMethodSymbol, bool> _answers = new(SymbolEqualityComparer.Default);

    public bool Is(IMethodSymbol method, CancellationToken cancellation)
    {
        if (method is not { IsAsync: true, DeclaredAccessibility: Accessibility.Private }) return false;
        return _answers.TryGetValue(method, out var known) ? known : _answers.GetOrAdd(method, IsStarted(method, cancellation));
    }

    private static bool IsStarted(IMethodSymbol method, CancellationToken cancellation)
    {
        var name = new WordSet([method.Name]);
        foreach (var reference in method.ContainingType.DeclaringSyntaxReferences)
        {
            foreach (var (_, start) in name.In(reference.SyntaxTree.GetText(cancellation), reference.Span))
                if (reference.SyntaxTree.GetRoot(cancellation).FindToken(start).Parent is SimpleNameSyntax { Parent: InvocationExpressionSyntax call } && Gathered.IsLeftRunning(call)) return true;
        }

        return false;
    }
}
