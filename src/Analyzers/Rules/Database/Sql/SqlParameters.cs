using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database.Sql;

/// <summary>Which expression of the source is the value of a parameter of an SQL statement.</summary>
internal static class SqlParameters
{
    /// <summary>The expression; null when it is not written out.</summary>
    public static ExpressionSyntax? Of(Access statement, string name) =>
        Anonymous(statement, name) ?? Interpolated(statement, name) ?? Positional(statement, name) ?? Property(statement, name) ?? Named(statement, name) ?? SqlCommandParameters.Of(statement, name);

    /// <summary>The statement stands in a helper, which hands on a parameter of its own: what that is given where the helper is called.</summary>
    public static ExpressionSyntax? Handed(Access statement, string name)
    {
        if (statement.Imported is not { } inside) return Of(statement, name);
        if (Handed(inside, name) is not IdentifierNameSyntax { Identifier.ValueText: var own } || statement.Operation is not IInvocationOperation call) return null;
        if (inside.Operation.Syntax.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>() is not { ParameterList.Parameters: var parameters }) return null;
        var position = parameters.IndexOf(parameter => parameter.Identifier.ValueText == own) - (call.TargetMethod.ReducedFrom is null ? 0 : 1);
        foreach (var argument in call.Arguments)
            if (position >= 0 && argument.Parameter?.Ordinal == position) return argument.Value.Syntax as ExpressionSyntax;
        return null;
    }

    /// <summary><c>new { votes = row.Votes + 1 }</c></summary>
    private static ExpressionSyntax? Anonymous(Access statement, string name)
    {
        foreach (var member in statement.Syntax.DescendantNodes().OfType<AnonymousObjectMemberDeclaratorSyntax>())
        {
            var called = member.NameEquals?.Name.Identifier.ValueText ?? member.Expression switch
            {
                IdentifierNameSyntax identifier => identifier.Identifier.ValueText,
                MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
                _ => "",
            };
            if (Same(called, name)) return member.Expression;
        }

        return null;
    }

    /// <summary><c>$"… SET votes = {row.Votes + 1} …"</c>, in the call or in the variable that it is given: the hole behind the column.</summary>
    private static ExpressionSyntax? Interpolated(Access statement, string name)
    {
        if (statement.Spec.Statement is not { } said) return null;
        foreach (var text in Texts(statement))
        {
            for (var i = 1; i < text.Contents.Count; i++)
            {
                if (text.Contents[i] is not InterpolationSyntax hole || text.Contents[i - 1] is not InterpolatedStringTextSyntax before) continue;
                var words = before.TextToken.ValueText.TrimEnd().TrimEnd('=').TrimEnd().ToLowerInvariant();
                foreach (var (column, value) in said.Sets)
                    if (value == "@" + name && before.TextToken.ValueText.TrimEnd().EndsWith("=", StringComparison.Ordinal) && words.TrimEnd('"', ']', '`').EndsWith(column, StringComparison.Ordinal)) return hole.Expression;
            }
        }

        return null;
    }

    private static IEnumerable<InterpolatedStringExpressionSyntax> Texts(Access statement)
    {
        foreach (var text in statement.Syntax.DescendantNodes().OfType<InterpolatedStringExpressionSyntax>()) yield return text;
        if (statement.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member || statement.Syntax is not InvocationExpressionSyntax call) yield break;
        foreach (var local in member.DescendantNodes().OfType<VariableDeclaratorSyntax>())
            if (local.Initializer?.Value is InterpolatedStringExpressionSyntax text && call.ArgumentList.Arguments.Any(argument => argument.Expression.ToString() == local.Identifier.ValueText)) yield return text;
    }

    /// <summary><c>ExecuteSqlRaw("… SET votes = {0} …", votes + 1)</c></summary>
    private static ExpressionSyntax? Positional(Access statement, string name)
    {
        if (name.Length < 2 || name[0] != 'p' || !int.TryParse(name.Substring(1), out var index) || statement.Syntax is not InvocationExpressionSyntax call) return null;
        var arguments = call.ArgumentList.Arguments;
        return index + 1 < arguments.Count ? arguments[index + 1].Expression : null;
    }

    /// <summary><c>Execute("… SET balance = @Balance …", account)</c>: the property of that object, where the source changes it.</summary>
    private static ExpressionSyntax? Property(Access statement, string name)
    {
        if (statement.ValueOperation?.Syntax is not IdentifierNameSyntax given || statement.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member) return null;
        foreach (var access in member.DescendantNodes().OfType<MemberAccessExpressionSyntax>())
            if (Same(access.Name.Identifier.ValueText, name) && access.Expression is IdentifierNameSyntax owner && owner.Identifier.ValueText == given.Identifier.ValueText) return access;
        return null;
    }

    /// <summary><c>Run("… SET votes = @votes …", ("@votes", votes + 1))</c>, or an object of some kind made of the two.</summary>
    private static ExpressionSyntax? Named(Access statement, string name)
    {
        if (statement.Spec.Shape != Shapes.Command || statement.Operation is not IInvocationOperation { TargetMethod.Parameters.IsEmpty: false }) return null;
        foreach (var literal in statement.Syntax.DescendantNodes().OfType<LiteralExpressionSyntax>())
        {
            if (literal.Token.Value is not string called || !Same(called.TrimStart('@', ':', '$'), name)) continue;
            switch (literal.Parent)
            {
                case ArgumentSyntax { Parent: TupleExpressionSyntax { Arguments: var pair } } first when pair[0] == first: return pair[1].Expression;
                case ArgumentSyntax { Parent: BaseArgumentListSyntax { Parent: BaseObjectCreationExpressionSyntax, Arguments: var pair } } first when pair[0] == first && pair.Count > 1: return pair[pair.Count - 1].Expression;
            }
        }

        return null;
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
