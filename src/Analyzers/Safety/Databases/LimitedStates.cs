using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.Analyzers.Safety.Databases;

/// <summary>States of rows that some code gives only while there is room: it counts rows, compares, and chooses.</summary>
internal sealed class LimitedStates(Compilation compilation)
{
    private readonly ConcurrentDictionary<IFieldSymbol, ISymbol?> _checkers = new(SymbolEqualityComparer.Default);

    /// <summary>A method that gives that state only while a limit holds, or null.</summary>
    public ISymbol? CheckerOf(IFieldSymbol state) => _checkers.GetOrAdd(state, Search);

    private ISymbol? Search(IFieldSymbol state)
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            foreach (var token in tree.GetRoot().DescendantTokens())
            {
                if (!token.IsKind(SyntaxKind.IdentifierToken) || token.ValueText != state.Name || token.Parent is not IdentifierNameSyntax { Parent: MemberAccessExpressionSyntax access } name || access.Name != name) continue;
                if (Condition(access) is not { } condition || condition.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>() is not { } method || !IsLimit(condition, method)) continue;
                var model = compilation.GetSemanticModel(tree);
                if (SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(access).Symbol, state)) return model.GetDeclaredSymbol(method);
            }
        }

        return null;
    }

    /// <summary>What decides whether the state is given: <c>room ? Confirmed : Waiting</c>, or the branch around the assignment.</summary>
    private static ExpressionSyntax? Condition(ExpressionSyntax state)
    {
        if (state.Parent is ConditionalExpressionSyntax choice && choice.Condition != state) return choice.Condition;
        if (state.Parent is not AssignmentExpressionSyntax assignment || assignment.Right != state) return null;
        return assignment.FirstAncestorOrSelf<IfStatementSyntax>()?.Condition;
    }

    /// <summary>A comparison of size with a number of rows, counted in the same method.</summary>
    private static bool IsLimit(ExpressionSyntax condition, BaseMethodDeclarationSyntax method)
    {
        var compares = condition.DescendantNodesAndSelf().Any(node => node.Kind() is SyntaxKind.LessThanExpression or SyntaxKind.LessThanOrEqualExpression or SyntaxKind.GreaterThanExpression or SyntaxKind.GreaterThanOrEqualExpression);
        if (!compares) return false;
        var names = new HashSet<string>(condition.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.ValueText), StringComparer.Ordinal);
        foreach (var call in method.DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            if (call.Expression is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CountAsync" or "SumAsync" or "Count" or "Sum" or "LongCountAsync" }) continue;
            if (condition.Span.Contains(call.Span)) return true;
            if (call.FirstAncestorOrSelf<VariableDeclaratorSyntax>() is { } local && names.Contains(local.Identifier.ValueText)) return true;
        }

        return false;
    }
}
