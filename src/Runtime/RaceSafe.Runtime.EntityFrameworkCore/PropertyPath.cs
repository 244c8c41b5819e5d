using System.Linq.Expressions;

namespace RaceSafe;

/// <summary>The names along an expression such as <c>o => o.Stock.Left</c>.</summary>
internal static class PropertyPath
{
    /// <summary>Empty when the expression is anything but a path of members from its parameter. <c>Value</c> of a nullable does not count.</summary>
    public static string[] Of(LambdaExpression expression)
    {
        var path = new Stack<string>();
        var at = Unconverted(expression.Body);
        while (at is MemberExpression { Expression: { } inner } member)
        {
            if (Nullable.GetUnderlyingType(inner.Type) is null) path.Push(member.Member.Name);
            at = Unconverted(inner);
        }

        return at == expression.Parameters[0] ? [.. path] : [];
    }

    // An int that is asked for as a nullable long is converted twice.
    private static Expression Unconverted(Expression expression)
    {
        while (expression is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } convert) expression = convert.Operand;
        return expression;
    }
}
