using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace RaceSafe.Testing.Analyzers;

/// <summary>How a failed test tells what it saw.</summary>
internal static class Report
{
    public static string Show(Diagnostic diagnostic) => diagnostic.Location.SourceTree is { } tree
        ? $"  {diagnostic.Id} {Show(tree.GetText(), tree.FilePath, diagnostic.Location.SourceSpan)}\n      {diagnostic.GetMessage()}"
        : $"  {diagnostic.Id} (no place)\n      {diagnostic.GetMessage()}";

    public static string Show(SourceText text, string? path, TextSpan span)
    {
        var start = text.Lines.GetLinePosition(span.Start);
        return $"{Path.GetFileName(path)}({start.Line + 1},{start.Character + 1}) '{text.ToString(span)}' in: {text.Lines[start.Line].ToString().Trim()}";
    }

    /// <summary>Both texts by line, the first difference marked; ends of line and tabs are made visible when they are all that differs.</summary>
    public static string Difference(string expected, string actual)
    {
        var visible = expected.ReplaceLineEndings("\n").Replace("\t", "    ") == actual.ReplaceLineEndings("\n").Replace("\t", "    ");
        string[] want = Lines(expected, visible), got = Lines(actual, visible);
        var same = want.Zip(got).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"""
            first difference in line {same + 1}
              expected: {want.ElementAtOrDefault(same) ?? "(end)"}
              actual:   {got.ElementAtOrDefault(same) ?? "(end)"}
            ---- expected ----
            {expected}
            ---- actual ----
            {actual}
            ----
            """;
    }

    private static string[] Lines(string text, bool visible) =>
        visible ? text.Replace("\r", "\\r").Replace("\t", "\\t").Split('\n') : text.ReplaceLineEndings("\n").Split('\n');
}
