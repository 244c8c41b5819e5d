using System.Data.Common;
using System.Linq.Expressions;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace RaceSafe;

/// <summary>
/// The caller's query, translated by EF Core with its filters and parameters, cut down to the key, the column to change and the column that limits it.
/// </summary>
internal sealed partial class TargetQuery
{
    private readonly DbCommand _command;

    private TargetQuery(DbCommand command, RowTarget target) => (_command, Target) = (command, target);

    public RowTarget Target { get; }

    public static TargetQuery Of<TEntity>(IQueryable<TEntity> query, EntityTable table, LambdaExpression value, LambdaExpression? limit) where TEntity : class
    {
        var entity = Expression.Parameter(typeof(TEntity), "e");
        var columns = table.Key.Properties.Select(p => Shadow(entity, p))
            .Append(Body(value, entity)).Concat(limit is null ? [] : [Body(limit, entity)])
            .Select(e => (Expression)Expression.Convert(e, typeof(object)));
        var projection = Expression.Lambda<Func<TEntity, object[]>>(Expression.NewArrayInit(typeof(object), columns), entity);
        var command = query.Select(projection).CreateDbCommand();
        var text = LeadingComments().Replace(command.CommandText, "").Trim();
        var alias = Alias().Match(text);
        var expected = table.Key.Properties.Count + 1 + (limit is null ? 0 : 1);
        if (!alias.Success || !IsFilterOfOneTable(text, alias.Groups[1].Value, expected))
            throw new NotSupportedException($"The query is more than a filter of one table, so the row that it finds cannot be locked with its condition; use Where alone, on its own columns. It became: {text}");
        return new(command, new RowTarget(text, alias.Groups[1].Value, table.Key.Properties.Count, limit is not null));
    }

    public void Bind(DbCommand command)
    {
        foreach (DbParameter parameter in _command.Parameters)
            command.Parameters.Add(parameter switch
            {
                SqliteParameter sqlite => new SqliteParameter(sqlite.ParameterName, sqlite.SqliteType) { Value = sqlite.Value },
                ICloneable cloneable => cloneable.Clone(),
                _ => throw new NotSupportedException(parameter.GetType().FullName),
            });
    }

    // EF Core indents what is nested, so the clauses of the query itself are those at the beginning of a line.
    private static bool IsFilterOfOneTable(string text, string alias, int columns)
    {
        const string quoted = "\"(?:[^\"]|\"\")+\"";
        return Regex.IsMatch(text, $@"\ASELECT (?:{Regex.Escape(alias)}\.(?:{quoted}|\w+)(?: AS (?:{quoted}|\w+))?(?:, |\s*\n)){{{columns}}}FROM [^(]") && !OtherClauses().IsMatch(text);
    }

    private static MethodCallExpression Shadow(Expression entity, IProperty property) =>
        Expression.Call(typeof(EF), nameof(EF.Property), [property.ClrType], entity, Expression.Constant(property.Name));

    private static Expression Body(LambdaExpression lambda, ParameterExpression entity) => new Renamed(lambda.Parameters[0], entity).Visit(lambda.Body);

    [GeneratedRegex(@"\A(?:--[^\n]*\n|\s)+")]
    private static partial Regex LeadingComments();

    [GeneratedRegex(@"\ASELECT (\w+|""\w+"")\.")]
    private static partial Regex Alias();

    [GeneratedRegex(@"^(?:UNION|INTERSECT|EXCEPT|LIMIT|OFFSET|ORDER BY|GROUP BY|HAVING|(?:INNER|CROSS|LEFT|RIGHT|FULL) JOIN|JOIN)\b", RegexOptions.Multiline)]
    private static partial Regex OtherClauses();

    private sealed class Renamed(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
