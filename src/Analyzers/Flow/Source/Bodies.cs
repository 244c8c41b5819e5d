using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RaceSafe.Analyzers.Flow.Source;

/// <summary>The body of a method whose source is in this compilation.</summary>
internal static class Bodies
{
    /// <summary>The method that runs an operation block, or null. What changes something in the initializer of an object's member runs with each constructor.</summary>
    public static IMethodSymbol? Owner(IOperation block, ISymbol symbol) => block.Kind switch
    {
        OperationKind.Block or OperationKind.MethodBody => symbol as IMethodSymbol, // top-level statements are a body without a block around them
        OperationKind.FieldInitializer or OperationKind.PropertyInitializer when !symbol.IsStatic && Changes(block.Syntax) => symbol.ContainingType.InstanceConstructors.FirstOrDefault(),
        _ => null,
    };

    private static bool Changes(SyntaxNode initializer) =>
        initializer.DescendantNodes(node => node is not AnonymousFunctionExpressionSyntax).Any(node => node.Kind() is SyntaxKind.PostIncrementExpression or SyntaxKind.PreIncrementExpression
            or SyntaxKind.PostDecrementExpression or SyntaxKind.PreDecrementExpression or SyntaxKind.AddAssignmentExpression);

    /// <summary>The operation tree of the body; null where there is none.</summary>
    public static IOperation? Operation(IMethodSymbol method, Compilation compilation, CancellationToken cancellation)
    {
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            var syntax = reference.GetSyntax(cancellation);
            if (syntax is not (BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or ArrowExpressionClauseSyntax or LambdaExpressionSyntax)) continue;
            if (!compilation.ContainsSyntaxTree(syntax.SyntaxTree)) continue;
            if (compilation.GetSemanticModel(syntax.SyntaxTree).GetOperation(syntax, cancellation) is { } operation) return operation is IAnonymousFunctionOperation lambda ? lambda.Body : operation;
        }

        return null;
    }

    /// <summary>The control-flow graph of such an operation; null for a shape that has none.</summary>
    public static ControlFlowGraph? Graph(IOperation body, CancellationToken cancellation)
    {
        var lambda = body.Parent as IAnonymousFunctionOperation;
        while (body.Parent is not null && body is not (IMethodBodyOperation or IConstructorBodyOperation)) body = body.Parent;
        return body switch
        {
            IFieldInitializerOperation holder when lambda is not null => Graph(lambda.Symbol, ControlFlowGraph.Create(holder, cancellation), cancellation),
            IPropertyInitializerOperation holder when lambda is not null => Graph(lambda.Symbol, ControlFlowGraph.Create(holder, cancellation), cancellation),
            IMethodBodyOperation method => ControlFlowGraph.Create(method, cancellation),
            IConstructorBodyOperation constructor => ControlFlowGraph.Create(constructor, cancellation),
            IBlockOperation { Parent: null } block => ControlFlowGraph.Create(block, cancellation),
            _ => null,
        };
    }

    /// <summary>The graph of a lambda, out of that of the initializer in which it is written.</summary>
    private static ControlFlowGraph? Graph(IMethodSymbol lambda, ControlFlowGraph initializer, CancellationToken cancellation)
    {
        foreach (var block in initializer.Blocks)
            foreach (var operation in block.Operations)
                foreach (var inner in operation.DescendantsAndSelf())
                    if (inner is IFlowAnonymousFunctionOperation function && SymbolEqualityComparer.Default.Equals(function.Symbol, lambda)) return initializer.GetAnonymousFunctionControlFlowGraph(function, cancellation);
        return null;
    }
}
