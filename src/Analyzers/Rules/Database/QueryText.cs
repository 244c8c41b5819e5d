using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Rules.Database.NewRows;

namespace RaceSafe.Analyzers.Rules.Database;

/// <summary>Which columns a query compares for equality, read from its lambdas.</summary>
internal static class QueryText
{
    /// <summary>The columns that every row of the query agrees in; empty when the query says something else.</summary>
    public static HashSet<string> EqualColumns(Access read)
    {
        var columns = new HashSet<string>(StringComparer.Ordinal);
        if (read.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Find" or "FindAsync" } }) columns.Add("Id");
        foreach (var (condition, row) in Conditions(read)) Collect(condition, row, columns);
        return columns;
    }

    /// <summary>The columns that are asked for; where two cases are asked for, those that are in both: a friendship is looked for from either end.</summary>
    public static HashSet<string> AskedColumns(Access read)
    {
        var columns = PickedColumns(read);
        foreach (var (whole, row) in Conditions(read))
        foreach (var condition in Conjuncts(whole))
        {
            if (condition is not BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalOrExpression } either) continue;
            var (left, right) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
            Collect(either.Left, row, left);
            Collect(either.Right, row, right);
            left.IntersectWith(right);
            columns.UnionWith(left);
        }

        return columns;
    }

    /// <summary>The columns of the query, and those by which one row is picked in memory from the list that the query gave.</summary>
    public static HashSet<string> PickedColumns(Access read)
    {
        var columns = EqualColumns(read);
        for (var level = read; level is not null; level = level.Imported)
            foreach (var call in LoadedLists.LookUps(level))
                if (call.ArgumentList.Arguments is { Count: 1 } arguments && arguments[0].Expression is LambdaExpressionSyntax lambda) Collect(lambda.ExpressionBody, Row(lambda), columns);
        columns.UnionWith(LoadedLists.Columns(read));
        return columns;
    }

    /// <summary>The conditions that narrow the query down, outermost call first.</summary>
    public static IEnumerable<LambdaExpressionSyntax> Lambdas(Access read)
    {
        for (var call = read.Syntax as InvocationExpressionSyntax; call is not null; call = (call.Expression as MemberAccessExpressionSyntax)?.Expression as InvocationExpressionSyntax)
        {
            if (call.Expression is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } || name is "Select" or "OrderBy" or "OrderByDescending" or "Include" or "ThenInclude" or "ExecuteUpdate" or "ExecuteUpdateAsync") continue;
            foreach (var argument in call.ArgumentList.Arguments)
                if (argument.Expression is LambdaExpressionSyntax lambda) yield return lambda;
        }

        foreach (var lambda in HandedConditions.Of(read)) yield return lambda;
    }

    /// <summary>The same with those of query syntax, each with the name that it gives the row: <c>from o in db.Orders where o.Id == id select o</c>.</summary>
    private static IEnumerable<(ExpressionSyntax? Condition, string Row)> Conditions(Access read)
    {
        foreach (var lambda in Lambdas(read)) yield return (lambda.ExpressionBody, Row(lambda));
        var source = read.Syntax;
        while (source is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax call }) source = call.Expression;
        while (source is ParenthesizedExpressionSyntax parenthesized) source = parenthesized.Expression;
        if (source is not QueryExpressionSyntax query) yield break;
        foreach (var where in query.Body.Clauses.OfType<WhereClauseSyntax>()) yield return (where.Condition, query.FromClause.Identifier.ValueText);
    }

    /// <summary>The conditions that all have to hold.</summary>
    public static IEnumerable<ExpressionSyntax> Conjuncts(ExpressionSyntax? condition)
    {
        while (condition is ParenthesizedExpressionSyntax parenthesized) condition = parenthesized.Expression;
        if (condition is not BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression } both) return condition is null ? [] : [condition];
        return Conjuncts(both.Left).Concat(Conjuncts(both.Right));
    }

    private static string Row(LambdaExpressionSyntax lambda) => (lambda as SimpleLambdaExpressionSyntax)?.Parameter.Identifier.ValueText ?? "";

    private static void Collect(ExpressionSyntax? condition, string row, HashSet<string> columns)
    {
        switch (condition)
        {
            case ParenthesizedExpressionSyntax parenthesized:
                Collect(parenthesized.Expression, row, columns);
                break;
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression } both:
                Collect(both.Left, row, columns);
                Collect(both.Right, row, columns);
                break;
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression } equal:
                Add(equal.Left, row, columns);
                Add(equal.Right, row, columns);
                break;
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Equals", Expression: var left } }:
                Add(left, row, columns);
                break;
        }
    }

    /// <summary><c>x.Email</c>, <c>x.Email.ToLower()</c>, <c>x.Owner.Id</c> (also as <c>OwnerId</c>).</summary>
    private static void Add(ExpressionSyntax side, string row, HashSet<string> columns)
    {
        while (side is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax call }) side = call.Expression;
        if (side is not MemberAccessExpressionSyntax access) return;
        if (access.Expression is IdentifierNameSyntax { Identifier.ValueText: var owner } && owner == row) columns.Add(access.Name.Identifier.ValueText);
        else if (access.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: var root }, Name.Identifier.ValueText: var navigation } && root == row)
            columns.Add(access.Name.Identifier.ValueText is "Value" ? navigation : navigation + access.Name.Identifier.ValueText);
    }
}
