using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RaceSafe.Analyzers.Options;
using RaceSafe.Analyzers.Rules;

namespace RaceSafe.Analyzers.Tests.Rules.Analyzer;

/// <summary>What is no crash, or has to be seen as one.</summary>
public class RACE0000_Silent
{
    [Fact]
    public async Task With_strict_a_crash_is_a_crash()
    {
        var failure = await Assert.ThrowsAsync<VerificationException>(
            () => RACE0000_Reports.Run(new Dictionary<string, string> { ["racesafe.strict"] = "true" }, new RACE0000_Reports.Crashes()));

        Assert.Contains("on purpose", failure.Message);
    }

    [Fact]
    public Task The_verifier_is_strict() => Verify.Analyzer<NeedsStrict>("class C;");

    [Fact]
    public Task A_test_can_have_it_otherwise() => Verify.Analyzer<NeedsStrict>(
        "class C;", new() { GlobalConfig = "racesafe.strict = false", Expected = [new Expected("TEST0004")] });

    [Fact]
    public async Task Cancellation_is_no_crash() =>
        Assert.Empty(await RACE0000_Reports.Run(new Dictionary<string, string>(), new IsCancelled()));

    [Fact]
    public async Task Rules_that_work_say_nothing_of_the_kind() =>
        Assert.DoesNotContain(await RACE0000_Reports.Run(new Dictionary<string, string>(), [.. RuleCatalog.All]), finding => finding.Id == "RACE0000");

    private sealed class IsCancelled() : Rule("RACE9999", "Is cancelled", "Is cancelled", "Is cancelled")
    {
        public override void Examine(RuleContext context) => throw new OperationCanceledException();
    }

    /// <summary>Says when the option is not set for a file.</summary>
    [DiagnosticAnalyzer(LanguageNames.CSharp)]
    public sealed class NeedsStrict : DiagnosticAnalyzer
    {
        private static readonly DiagnosticDescriptor s_lax = new("TEST0004", "Lax", "Lax", "Test", DiagnosticSeverity.Warning, isEnabledByDefault: true,
            customTags: WellKnownDiagnosticTags.CompilationEnd);

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [s_lax];

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterCompilationAction(compilation =>
            {
                var reader = new OptionReader(compilation.Options.AnalyzerConfigOptionsProvider);
                if (!compilation.Compilation.SyntaxTrees.All(tree => reader.For(tree).Strict)) compilation.ReportDiagnostic(Diagnostic.Create(s_lax, Location.None));
            });
        }
    }
}
