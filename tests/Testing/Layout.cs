using System.Text.RegularExpressions;

namespace RaceSafe.Testing.Analyzers;

/// <summary>How the sources of a test are laid out. Each test runs once as written and once as others write.</summary>
internal sealed partial record Layout(string Name, string EndOfLine, string Indent)
{
    public static IReadOnlyList<Layout> All { get; } = [new("LF, four spaces", "\n", "    "), new("CRLF, tabs", "\r\n", "\t")];

    public string Apply(string text)
    {
        text = text.Replace("\r\n", "\n");
        text = Indents().Replace(text, match => string.Concat(Enumerable.Repeat(Indent, match.Length / 4)));
        return text.Replace("\n", EndOfLine);
    }

    [GeneratedRegex("^(    )+", RegexOptions.Multiline)]
    private static partial Regex Indents();
}
