using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Tests.Conventions;

namespace RaceSafe.Analyzers.Tests.Whole;

/// <summary>Realistic sources that are there anyway: correct code, racing code, and the sources of the loud tests of every rule.</summary>
internal static partial class Inputs
{
    /// <summary>Every reference but our runtime, which arrives one package at a time.</summary>
    public static Setup Everything { get; } = new()
    {
        References = [.. References.Names.Where(name => !name.StartsWith("Runtime", StringComparison.Ordinal))],
        AllowCompileErrors = true,
    };

    public static IEnumerable<(string Path, string Text)> ValidCode => Files("tests/ValidCode");

    public static IEnumerable<(string Path, string Text)> Corpus => Files("bench/Corpus").Concat(Files("samples"));

    /// <summary>Sources of the loud tests, with their markup. Those that are put together at run time are left out.</summary>
    public static IEnumerable<(string Path, string Text)> Loud => Files("tests/Analyzers.Tests/Rules")
        .Where(file => file.Path.Contains("_Reports", StringComparison.Ordinal))
        .SelectMany(file => CSharpSyntaxTree.ParseText(file.Text).GetRoot().DescendantNodes().OfType<LiteralExpressionSyntax>()
            .Select(literal => literal.Token)
            .Where(token => token.ValueText.Contains('\n') && Marks().IsMatch(token.ValueText))
            .Select(token => ($"{Path.GetFileNameWithoutExtension(file.Path)}_{token.SpanStart}.cs", token.ValueText)));

    public static string WithoutMarks(string text) => Marks().Replace(text, "");

    /// <summary>How many findings the text marks on a line, counted from zero.</summary>
    public static int MarksOn(string text, int line) => Findings().Count(text.Split('\n')[line]);

    private static IEnumerable<(string Path, string Text)> Files(string folder) => Checkout.Files(folder).Select(path => (path, Checkout.Read(path)));

    [System.Text.RegularExpressions.GeneratedRegex(@"\[\||\|\]|\{\|(#[0-9]+|[A-Z]+[0-9]+):|\|\}")]
    private static partial System.Text.RegularExpressions.Regex Marks();

    [System.Text.RegularExpressions.GeneratedRegex(@"\[\||\{\|[A-Z#]+[0-9]+:")]
    private static partial System.Text.RegularExpressions.Regex Findings();
}
