using Microsoft.CodeAnalysis;

using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;

namespace RaceSafe.Analyzers.Rules.Database;

/// <summary>Which expression of the source is the value of a parameter of an SQL statement.</summary>
internal static class SqlParameters
{
    /// <summary>The expression; null when it is not written out.</summary>
    public static ExpressionSyntax? Of(Access statement, string name) =>
        Anonymous(statement, name) ?? Interpolated(statement, name) ?? Positional(statement, name) ?? Property(statement, name) ?? SqlCommandParameters.Of(statement, name);

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

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
