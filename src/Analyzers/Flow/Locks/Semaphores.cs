using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace RaceSafe.Analyzers.Flow.Locks;

/// <summary>How many a semaphore lets in, when its field says so: only a semaphore of one is a lock.</summary>
internal sealed class Semaphores(Compilation compilation)
{
    private readonly ConcurrentDictionary<ISymbol, GuardKind> _answers = new(SymbolEqualityComparer.Default);

    /// <param name="token">The expression that names the lock.</param>
    /// <param name="otherwise">What to answer for everything that is no semaphore.</param>
    public GuardKind KindOf(IOperation? token, GuardKind otherwise)
    {
        if (token is not IFieldReferenceOperation { Field: { Type.Name: "SemaphoreSlim" or "Semaphore" } field }) return otherwise;
        if (!SymbolEqualityComparer.Default.Equals(field.ContainingAssembly, compilation.Assembly)) return otherwise;
        return _answers.TryGetValue(field, out var known) ? known : _answers.GetOrAdd(field, Search(field));
    }

    private GuardKind Search(IFieldSymbol field)
    {
        foreach (var reference in field.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is not VariableDeclaratorSyntax { Initializer.Value: BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments } creation }) continue;
            var first = compilation.GetSemanticModel(creation.SyntaxTree).GetConstantValue(arguments[0].Expression);
            if (first is { HasValue: true, Value: int and > 1 }) return GuardKind.Counting;
        }

        return GuardKind.Exclusive;
    }
}
