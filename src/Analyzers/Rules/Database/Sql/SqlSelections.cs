using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database.Sql;

/// <summary>
/// A row is selected by one key and updated by another that it brought along: <c>SELECT id, balance FROM cards WHERE code = @code</c>, then
/// <c>UPDATE cards SET balance = @left WHERE id = @id</c> with what was computed from the balance.
/// </summary>
internal static class SqlSelections
{
    private const int MaxSources = 8;

    public static RowFinding? Find(Access write, RuleContext context)
    {
        if (write is not { Imported: null, Kind: AccessKind.Write, Spec.Statement: { Verb: SqlVerb.Update } update } || Key(update) is not { } key || SqlParameters.Of(write, key.Parameter) is not { } named) return null;
        foreach (var read in context.Flow.ReadsIn(write.Value.Origins))
        {
            if (read is not { Imported: null, Kind: AccessKind.Read, Spec.Statement: { Verb: SqlVerb.Select } query } || query.Table != update.Table || query.Condition == update.Condition) continue;
            if (!Sources(named).Any(source => source.Span.Contains(read.Operation.Syntax.Span)) || !Mentions(named, key.Column)) continue;
            foreach (var (column, value) in update.Sets)
            {
                if (!value.StartsWith("@", StringComparison.Ordinal) || value.Contains(' ') || SqlParameters.Of(write, value.Substring(1)) is not { } given || !IsComputed(given, column, read)) continue;
                return Judgement.Of(new(RowRace.SqlUpdate, read, write, write, context.Safety.Databases.Compilation.ObjectType, null, Outcome.Racy, null) { Rows = $"{update.Table}.{column}" }, null, context);
            }
        }

        return null;
    }

    /// <summary>The one column that the statement goes by, and its parameter.</summary>
    private static (string Column, string Parameter)? Key(SqlStatement update) =>
        update.Condition.Split(' ') is { Length: 3 } words && words[1] == "=" && words[2].Length > 1 && words[2][0] == '@' ? (words[0], words[2].Substring(1)) : null;

    /// <summary>A sum over that column of the selected row.</summary>
    public static bool IsComputed(ExpressionSyntax given, string column, Access read)
    {
        var sources = Sources(given);
        var isScalar = read.Spec.Statement!.Sets is { Length: 1 } only && only[0].Column == column;
        return sources.Any(source => IsArithmetic(source, read)) && sources.Any(source => source.Span.Contains(read.Operation.Syntax.Span)) && (isScalar || sources.Any(source => Mentions(source, column)));
    }

    private static bool Mentions(SyntaxNode source, string column) =>
        source.DescendantNodesAndSelf().OfType<MemberAccessExpressionSyntax>().Any(access => SqlColumns.IsNamed(column, access.Name.Identifier.ValueText));

    /// <summary>The expression, and what its variables are given in this method.</summary>
    private static List<SyntaxNode> Sources(ExpressionSyntax expression)
    {
        var sources = new List<SyntaxNode> { expression };
        if (expression.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } method) return sources;
        for (var i = 0; i < sources.Count && i < MaxSources; i++)
            foreach (var name in sources[i].DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
                foreach (var node in method.DescendantNodes())
                    if (Given(node, name.Identifier.ValueText) is { } value && !sources.Contains(value)) sources.Add(value);
        return sources;
    }

    private static SyntaxNode? Given(SyntaxNode node, string name) => node switch
    {
        VariableDeclaratorSyntax { Initializer.Value: var value } local when local.Identifier.ValueText == name => value,
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax local, Parent: ExpressionStatementSyntax } assignment when local.Identifier.ValueText == name => assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) ? assignment.Right : assignment,
        ForEachStatementSyntax loop when loop.Identifier.ValueText == name => loop.Expression,
        _ => null,
    };

    /// <summary>The text of the query may be a sum as well.</summary>
    private static bool IsArithmetic(SyntaxNode source, Access read) => source.DescendantNodesAndSelf(node => node != read.Operation.Syntax).Any(node => node.RawKind is
        (int)SyntaxKind.AddExpression or (int)SyntaxKind.SubtractExpression or (int)SyntaxKind.MultiplyExpression or (int)SyntaxKind.DivideExpression
        or (int)SyntaxKind.AddAssignmentExpression or (int)SyntaxKind.SubtractAssignmentExpression);
}
