using System.Data.Common;
using System.Linq.Expressions;
using System.Text.RegularExpressions;
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
        if (!alias.Success || !Regex.IsMatch(text, $@"^SELECT (?:{Regex.Escape(alias.Groups[1].Value)}\.""(?:[^""]|"""")+""(?: AS ""(?:[^""]|"""")+"")?,? ?){{{expected}}}\s*\nFROM "))
            throw new NotSupportedException($"The query is too complex to lock the row that it finds; filter one entity set by Where. It became: {text}");
        return new(command, new RowTarget(text, alias.Groups[1].Value, table.Key.Properties.Count, limit is not null));
    }

    public void Bind(DbCommand command)
    {
        foreach (DbParameter parameter in _command.Parameters)
            command.Parameters.Add(parameter is ICloneable cloneable ? cloneable.Clone() : Copy(parameter, command));
    }

    private static DbParameter Copy(DbParameter parameter, DbCommand command)
    {
        var copy = command.CreateParameter();
        (copy.ParameterName, copy.DbType, copy.Size, copy.Value) = (parameter.ParameterName, parameter.DbType, parameter.Size, parameter.Value);
        return copy;
    }

    private static MethodCallExpression Shadow(Expression entity, IProperty property) =>
        Expression.Call(typeof(EF), nameof(EF.Property), [property.ClrType], entity, Expression.Constant(property.Name));

    private static Expression Body(LambdaExpression lambda, ParameterExpression entity) => new Renamed(lambda.Parameters[0], entity).Visit(lambda.Body);

    [GeneratedRegex(@"\A(?:--[^\n]*\n|\s)+")]
    private static partial Regex LeadingComments();

    [GeneratedRegex(@"\ASELECT (""?\w+""?)\.""")]
    private static partial Regex Alias();

    private sealed class Renamed(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
