using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Calls;

namespace RaceSafe.Analyzers.Safety.Harmless;

/// <summary>Does it matter which object is stored? Two callers who store one each go on with different objects.</summary>
internal static class Identity
{
    private static readonly HashSet<string> s_gates = new(StringComparer.Ordinal)
    {
        "Object", "Lock", "SemaphoreSlim", "Semaphore", "Mutex", "ReaderWriterLockSlim", "ReaderWriterLock", "AsyncLock", "TaskCompletionSource", "CancellationTokenSource",
        "ManualResetEvent", "ManualResetEventSlim", "AutoResetEvent", "CountdownEvent", "Barrier",
    };

    /// <summary>The object is made here, and others work with this very object afterwards: a lock, an empty collection, something to dispose.</summary>
    public static bool Matters(Access write, IMethodSymbol method)
    {
        if (write.ValueOperation is not { } value) return false;
        if (write.Value.Sym is not { Kind: SymKind.Fresh, Head: IObjectCreationOperation { Type: INamedTypeSymbol type } creation })
            return value.Syntax is CollectionExpressionSyntax { Elements.Count: 0 } && value.Type is { } target && IsChangeable(target);
        if (s_gates.Contains(type.Name) || IsConcurrent(type)) return true;
        var local = LocalThatHolds(creation, Model(write));
        if (IsChangeable(type)) return IsEmpty(creation) && (local is null || !IsUsedBetween(local, creation, write, method) || IsChangedAfter(local, write, method));
        return IsDisposable(type) || Counts(type) || Queues(type) || (local is not null && IsChangedAfter(local, write, method));
    }

    /// <summary>What a factory makes if there is none is something that callers wait at, or tell each other by.</summary>
    public static bool IsGate(Access fill) =>
        fill.Operation is IInvocationOperation { TargetMethod.TypeArguments: { Length: 1 } made } && made[0].SpecialType != SpecialType.System_Object && s_gates.Contains(made[0].Name);

    private static bool IsConcurrent(ITypeSymbol type) => type.ContainingNamespace is { Name: "Concurrent", ContainingNamespace.Name: "Collections" };

    /// <summary>Stored empty, it can only be there to be filled later.</summary>
    private static bool IsChangeable(ITypeSymbol type) =>
        IsConcurrent(type) || (Mutators.IsPlainCollection(type) && !type.Name.StartsWith("IReadOnly", StringComparison.Ordinal) && type.Name is not "IEnumerable");

    private static bool IsDisposable(ITypeSymbol type) =>
        type.Name is not ("Task" or "MemoryStream" or "StringReader" or "StringWriter")
        && type.AllInterfaces.Any(implemented => implemented.Name is "IDisposable" or "IAsyncDisposable");

    private static bool IsEmpty(IObjectCreationOperation creation) =>
        creation.Initializer is null or { Initializers.Length: 0 }
        && creation.Arguments.All(argument => argument.Value.Type is { } type && (type.SpecialType == SpecialType.System_Int32 || type.Name.EndsWith("Comparer", StringComparison.Ordinal) || type.Name == "IEqualityComparer"));

    /// <summary>Its own methods count with Interlocked: what is counted in the object that is dropped is lost.</summary>
    private static bool Counts(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax().DescendantNodes().OfType<InvocationExpressionSyntax>().Any(call =>
        call is { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "Interlocked" }, Name.Identifier.ValueText: var name }, ArgumentList.Arguments: { Count: > 0 } arguments }
        && (name is "Increment" or "Add" || (name == "CompareExchange" && !arguments.Last().Expression.IsKind(SyntaxKind.NullLiteralExpression)))
        && type.GetMembers(arguments[0].Expression.ToString()).Any(member => !member.IsStatic)));

    /// <summary>It holds a queue that others fill: what is put into the one that is dropped is never taken out.</summary>
    private static bool Queues(INamedTypeSymbol type) => type.GetMembers().Any(member =>
        member is { IsStatic: false, DeclaringSyntaxReferences.IsEmpty: false } and (IFieldSymbol or IPropertySymbol)
        && ((member as IFieldSymbol)?.Type ?? ((IPropertySymbol)member).Type).Name is "Channel" or "ConcurrentQueue" or "BlockingCollection");

    /// <summary>The variable that the new object is first put into.</summary>
    private static ISymbol? LocalThatHolds(IObjectCreationOperation creation, SemanticModel? model)
    {
        if (!ReferenceEquals(creation.Syntax.SyntaxTree, model?.SyntaxTree)) return null; // a helper in another file made it
        IOperation operation = creation;
        while (operation.Parent is IConversionOperation or IParenthesizedOperation) operation = operation.Parent;
        return operation.Syntax.Parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declarator } => model.GetDeclaredSymbol(declarator) as ILocalSymbol,
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax name } => model.GetSymbolInfo(name).Symbol as ILocalSymbol,
            _ => null,
        };
    }

    private static bool IsUsedBetween(ISymbol local, IObjectCreationOperation creation, Access write, IMethodSymbol method) =>
        Uses(local, method, write).Any(use => use.SpanStart > creation.Syntax.Span.End && use.Span.End < write.Operation.Syntax.SpanStart);

    /// <summary>Behind the write, members of the variable's object are assigned, or it is told to add something.</summary>
    private static bool IsChangedAfter(ISymbol local, Access write, IMethodSymbol method)
    {
        foreach (var use in Uses(local, method, write))
        {
            if (use.SpanStart < write.Operation.Syntax.Span.End || use.Parent is not MemberAccessExpressionSyntax member || member.Expression != use) continue;
            switch (member.Parent)
            {
                case AssignmentExpressionSyntax assignment when assignment.Left == member:
                case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression }:
                case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression }:
                    return true;
                case InvocationExpressionSyntax call when Model(write)?.GetSymbolInfo(call).Symbol is IMethodSymbol called && Mutators.Changes(called):
                    return true;
            }
        }

        return false;
    }

    /// <summary>Operations of a control-flow graph have no model; what the graph was made from has.</summary>
    private static SemanticModel? Model(Access write) => write.Frame.Graph.OriginalOperation.SemanticModel;

    private static IEnumerable<IdentifierNameSyntax> Uses(ISymbol local, IMethodSymbol method, Access write)
    {
        if (Model(write) is not { } model) yield break;
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            if (!ReferenceEquals(reference.SyntaxTree, model.SyntaxTree)) continue;
            foreach (var name in reference.GetSyntax().DescendantNodes().OfType<IdentifierNameSyntax>())
                if (name.Identifier.ValueText == local.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, local))
                    yield return name;
        }
    }
}
