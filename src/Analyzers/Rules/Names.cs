using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;

namespace RaceSafe.Analyzers.Rules;

/// <summary>What a message calls things.</summary>
internal static class Names
{
    private const int Longest = 60;

    /// <summary>The location as the source writes it: <c>_hits[key]</c>.</summary>
    public static string Of(Access access)
    {
        var container = Text(access.ContainerOperation?.Syntax);
        return access.KeyOperation is { } key ? $"{container}[{Text(key.Syntax)}]" : container;
    }

    /// <summary>The line of this method on which it happens, if only in a method that is called there; counted from one.</summary>
    public static string LineOfCall(Access access) =>
        (access.Operation.Syntax.GetLocation().GetLineSpan().StartLinePosition.Line + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The line of an access, counted from one, with its file if that is another one.</summary>
    public static string Line(Access access)
    {
        var line = (access.Syntax.GetLocation().GetLineSpan().StartLinePosition.Line + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return ReferenceEquals(access.Syntax.SyntaxTree, access.Operation.Syntax.SyntaxTree) ? line : $"{line} of {FileName(access.Syntax.SyntaxTree)}";
    }

    private static string FileName(SyntaxTree tree) => tree.FilePath.Substring(tree.FilePath.LastIndexOfAny(['/', '\\']) + 1);

    private static string Text(SyntaxNode? node)
    {
        var text = node switch
        {
            null => "the value",
            ElementAccessExpressionSyntax element => element.ToString(),
            _ => node.ToString(),
        };
        return text.Length <= Longest ? text : text.Substring(0, Longest) + "…";
    }
}
