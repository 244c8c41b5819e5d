using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RaceSafe.Analyzers.Flow.Rows;

/// <summary>
/// SQL text out of a symbolic value: constants, and what is interpolated or concatenated from them. A value that is put in becomes a parameter named
/// after it, so that one value has one name.
/// </summary>
internal static class SqlText
{
    /// <summary>The text; null when the value is not text that can be followed.</summary>
    public static string? Of(Sym value)
    {
        var text = new StringBuilder();
        return Append(value, text) ? Regex.Replace(text.ToString(), @"\{(\d+)\}", "@p$1") : null;
    }

    /// <summary>The parameter that stands for the value of an expression.</summary>
    private static string Name(Sym value)
    {
        var name = new StringBuilder("@");
        foreach (var c in value.Kind is SymKind.Parameter or SymKind.Member ? value.ToString() : $"h{value.GetHashCode():x}") name.Append(char.IsLetterOrDigit(c) ? c : '_');
        return name.ToString();
    }

    private static bool Append(Sym value, StringBuilder text)
    {
        switch (value)
        {
            case { Kind: SymKind.Constant, Head: string constant }:
                text.Append(constant);
                return true;
            case { Kind: SymKind.Pure, Head: BinaryOperatorKind.Add, Parts: { Length: 2 } sides }:
                return Append(sides[0], text) && AppendValue(sides[1], text);
            case { Kind: SymKind.Pure, Head: OperationKind.InterpolatedString }:
                foreach (var part in value.Parts)
                    if (!(part is { Kind: SymKind.Pure, Head: OperationKind.InterpolatedStringText or OperationKind.Interpolation, Parts: { Length: > 0 } inner } && AppendValue(inner[0], text))) return false;
                return true;
            default:
                return false;
        }
    }

    private static bool AppendValue(Sym value, StringBuilder text)
    {
        if (value is { Kind: SymKind.Constant, Head: not string and not null }) text.Append(value.Head);
        else if (!Append(value, text)) text.Append(Name(value));
        return true;
    }
}
