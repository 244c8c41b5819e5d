using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RaceSafe.Analyzers.Flow;

/// <summary>The body of a method whose source is in this compilation.</summary>
internal static class Bodies
{
    /// <summary>The operation tree of the body; null where there is none.</summary>
    public static IOperation? Operation(IMethodSymbol method, Compilation compilation, CancellationToken cancellation)
    {
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            var syntax = reference.GetSyntax(cancellation);
            if (syntax is not (BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or ArrowExpressionClauseSyntax)) continue;
            if (!compilation.ContainsSyntaxTree(syntax.SyntaxTree)) continue;
            if (compilation.GetSemanticModel(syntax.SyntaxTree).GetOperation(syntax, cancellation) is { } operation) return operation;
        }

        return null;
    }

    /// <summary>The control-flow graph of such an operation; null for a shape that has none.</summary>
    public static ControlFlowGraph? Graph(IOperation body, CancellationToken cancellation)
    {
        while (body.Parent is not null && body is not (IMethodBodyOperation or IConstructorBodyOperation)) body = body.Parent;
        return body switch
        {
            IMethodBodyOperation method => ControlFlowGraph.Create(method, cancellation),
            IConstructorBodyOperation constructor => ControlFlowGraph.Create(constructor, cancellation),
            IBlockOperation { Parent: null } block => ControlFlowGraph.Create(block, cancellation),
            _ => null,
        };
    }
}
