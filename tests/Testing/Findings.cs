using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace RaceSafe.Testing.Analyzers;

/// <summary>What an analyzer says of plain sources, for tests that do more with it than compare with markup.</summary>
public static class Findings
{
    /// <summary>A library of these files; the sources may be broken.</summary>
    public static CSharpCompilation Compile(IEnumerable<(string Path, string Text)> files, Setup? setup = null)
    {
        setup ??= new();
        var parse = new CSharpParseOptions(setup.Language, DocumentationMode.Parse, preprocessorSymbols: setup.Symbols);
        var sources = setup.ImplicitUsings ? files.Prepend(("GlobalUsings.g.cs", TestSolution.ImplicitUsings)) : files;
        return CSharpCompilation.Create(
            "Test",
            sources.Select(file => CSharpSyntaxTree.ParseText(SourceText.From(file.Item2, System.Text.Encoding.UTF8), parse, file.Item1)),
            References.Resolve(setup.Framework, setup.References),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>The findings in reading order. An analyzer that throws fails the test.</summary>
    /// <param name="analyzer">The analyzer.</param>
    /// <param name="compilation">What it looks at.</param>
    /// <param name="concurrent">Whether it may look at several methods at once.</param>
    /// <param name="settings">Settings of all files, as in an <c>.editorconfig</c>; without them a crash of a rule fails the test.</param>
    /// <param name="cancellation">Ends the analysis.</param>
    public static async Task<ImmutableArray<Diagnostic>> Of(
        DiagnosticAnalyzer analyzer, Compilation compilation, bool concurrent = true,
        IReadOnlyDictionary<string, string>? settings = null, CancellationToken cancellation = default)
    {
        var crashes = new List<string>();
        var options = new AnalyzerOptions([], new Config(settings ?? new Dictionary<string, string> { ["racesafe.strict"] = "true" }));
        var findings = await compilation.WithAnalyzers([analyzer], new CompilationWithAnalyzersOptions(
            options, (crash, _, _) => { lock (crashes) crashes.Add(crash.ToString()); }, concurrent, logAnalyzerExecutionTime: false))
            .GetAnalyzerDiagnosticsAsync(cancellation);
        return crashes.Count > 0
            ? throw new VerificationException("The analyzer crashed.\n" + string.Join("\n", crashes.Distinct()))
            : [.. findings.OrderBy(finding => finding.Location.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(finding => finding.Location.SourceSpan)];
    }

    /// <summary>A finding as one line: place, id and message.</summary>
    public static string Show(Diagnostic finding) => Report.Show(finding);

    private sealed class Config(IReadOnlyDictionary<string, string> settings) : AnalyzerConfigOptionsProvider
    {
        private readonly Values _values = new(settings);

        public override AnalyzerConfigOptions GlobalOptions => _values;

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => _values;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => _values;
    }

    private sealed class Values(IReadOnlyDictionary<string, string> settings) : AnalyzerConfigOptions
    {
        public override IEnumerable<string> Keys => settings.Keys;

        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => settings.TryGetValue(key, out value);
    }
}
