using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database.ChangedRows;

/// <summary>A set-based update writes a value that an earlier statement loaded from the same column.</summary>
internal static class StaleValues
{
    private const int MaxSources = 8;

    public static RowFinding? Find(Access update, RuleContext context)
    {
        if (update.Place.Container?.Head is not INamedTypeSymbol entity || update.Imported is not null) return null;
        foreach (var read in context.Flow.Reads)
        {
            if (ReferenceEquals(read, update)) return null;
            if (read.Place.Container != update.Place.Container || read.Kind.Writes() || read.Imported is not null) continue;
            foreach (var (column, value) in Setters(update))
            {
                if (entity.GetMembers(column) is not { Length: 1 } members || IsCompared(update, column)) continue;
                var model = context.Safety.Databases.Compilation.GetSemanticModel(update.Syntax.SyntaxTree);
                if (IsComputedFrom(value, members[0], model)) return Judgement.Of(new(RowRace.StaleSetBased, read, update, update, entity, members[0], Outcome.Racy, null), null, context);
            }
        }

        return null;
    }

    public static IEnumerable<(string Column, ExpressionSyntax Value)> Setters(Access update)
    {
        foreach (var call in update.Syntax.DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            if (call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "SetProperty" } && call.ArgumentList.Arguments.Count == 2
                && call.ArgumentList.Arguments[0].Expression is LambdaExpressionSyntax { ExpressionBody: MemberAccessExpressionSyntax column })
                yield return (column.Name.Identifier.ValueText, call.ArgumentList.Arguments[1].Expression);
        }
    }

    /// <summary>The value is computed from that column of a row in memory, here or where its variable is made.</summary>
    public static bool IsComputedFrom(ExpressionSyntax value, ISymbol column, SemanticModel model)
    {
        if (value is LambdaExpressionSyntax) return false;
        var sources = new List<SyntaxNode> { value };
        for (var i = 0; i < sources.Count && i < MaxSources; i++)
            foreach (var name in sources[i].DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
                if (model.GetSymbolInfo(name).Symbol is ILocalSymbol local) sources.AddRange(local.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax()).Where(made => !sources.Contains(made)));
        return sources.Any(IsArithmetic) && sources.Any(source => source.DescendantNodesAndSelf().OfType<MemberAccessExpressionSyntax>().Any(access =>
            access.Name.Identifier.ValueText == column.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(access).Symbol, column)));
    }

    private static bool IsArithmetic(SyntaxNode source) => source.DescendantNodesAndSelf().Any(node =>
        node.RawKind is (int)SyntaxKind.AddExpression or (int)SyntaxKind.SubtractExpression or (int)SyntaxKind.MultiplyExpression or (int)SyntaxKind.DivideExpression);

    /// <summary>The statement itself asks for the old value: compare-and-set.</summary>
    private static bool IsCompared(Access update, string column)
    {
        foreach (var lambda in QueryText.Lambdas(update))
            if (lambda.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Any(access => access.Name.Identifier.ValueText == column)) return true;
        return false;
    }
}
