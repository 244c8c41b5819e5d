using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Source;

namespace RaceSafe.Analyzers.Safety.Databases;

/// <summary>States of rows that some code gives only while there is room: it counts rows, compares, and chooses.</summary>
internal sealed class LimitedStates(FlowContext context)
{
    private static readonly WordSet s_counts = new(["CountAsync", "SumAsync", "Count", "Sum", "LongCountAsync"]);

    private readonly ConcurrentDictionary<IFieldSymbol, ISymbol?> _checkers = new(SymbolEqualityComparer.Default);
    private readonly Lazy<ILookup<string, MemberAccessExpressionSyntax>> _limited = new(() => Limited(context).ToLookup(access => access.Name.Identifier.ValueText, StringComparer.Ordinal));

    /// <summary>A method that gives that state only while a limit holds, or null.</summary>
    public ISymbol? CheckerOf(IFieldSymbol state) => _checkers.GetOrAdd(state, Search);

    private ISymbol? Search(IFieldSymbol state)
    {
        foreach (var access in _limited.Value[state.Name])
        {
            var model = context.Compilation.GetSemanticModel(access.SyntaxTree);
            if (SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(access).Symbol, state)) return model.GetDeclaredSymbol(access.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>()!);
        }

        return null;
    }

    /// <summary>Everything that is given only while a limit holds, from the methods that count: one pass for all states.</summary>
    private static IEnumerable<MemberAccessExpressionSyntax> Limited(FlowContext context)
    {
        foreach (var tree in context.Compilation.SyntaxTrees.Where(tree => s_counts.MayBeIn(context.Trees.Of(tree, CancellationToken.None).Words)).OrderBy(tree => tree.FilePath, StringComparer.Ordinal)) // the first is the one that is named
        {
            BaseMethodDeclarationSyntax? last = null;
            var text = tree.GetText();
            foreach (var (_, start) in s_counts.In(text, new(0, text.Length)))
            {
                if (last?.Span.Contains(start) == true || tree.GetRoot().FindToken(start).Parent is not SimpleNameSyntax { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } } count) continue;
                if ((last = count.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>()) is null) continue;
                foreach (var access in last.DescendantNodes().OfType<MemberAccessExpressionSyntax>())
                    if (Condition(access) is { } condition && IsLimit(condition, last)) yield return access;
            }
        }
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
