using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace RaceSafe.Analyzers.Flow.Calls;

/// <summary>
/// Delegates that a static member holds for good: what the lambda does, each call of the delegate does. A compiled query is one, made of the lambda
/// that <c>EF.CompileAsyncQuery</c> is given.
/// </summary>
internal sealed class HeldLambdas(Compilation compilation)
{
    private readonly ConcurrentDictionary<ISymbol, IMethodSymbol?> _lambdas = new(SymbolEqualityComparer.Default);

    /// <summary>The lambda that a call of a delegate runs, or null when it cannot be told.</summary>
    public IMethodSymbol? Of(IInvocationOperation call)
    {
        if (call is not { TargetMethod.MethodKind: MethodKind.DelegateInvoke, Instance: IMemberReferenceOperation { Instance: null, Member: var holder } }) return null;
        if (holder is not (IFieldSymbol { IsReadOnly: true } or IPropertySymbol { SetMethod: null })) return null;
        return _lambdas.TryGetValue(holder, out var known) ? known : _lambdas.GetOrAdd(holder, Find(holder));
    }

    private IMethodSymbol? Find(ISymbol holder)
    {
        foreach (var reference in holder.DeclaringSyntaxReferences)
        {
            if (Lambda(Initializer(reference.GetSyntax())) is { } lambda && compilation.ContainsSyntaxTree(lambda.SyntaxTree))
                return compilation.GetSemanticModel(lambda.SyntaxTree).GetSymbolInfo(lambda).Symbol as IMethodSymbol;
        }

        return null;
    }

    private static ExpressionSyntax? Initializer(SyntaxNode holder) => holder switch
    {
        VariableDeclaratorSyntax field => field.Initializer?.Value,
        PropertyDeclarationSyntax property => property.Initializer?.Value,
        _ => null,
    };

    private static LambdaExpressionSyntax? Lambda(ExpressionSyntax? value) => value switch
    {
        LambdaExpressionSyntax lambda => lambda,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CompileQuery" or "CompileAsyncQuery" }, ArgumentList.Arguments: { Count: 1 } arguments } => arguments[0].Expression as LambdaExpressionSyntax,
        _ => null,
    };
}
