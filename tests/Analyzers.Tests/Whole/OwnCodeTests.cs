using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Tests.Conventions;

namespace RaceSafe.Analyzers.Tests.Whole;

/// <summary>The rules are silent on their own sources. The other projects have them as an analyzer of their build.</summary>
public class OwnCodeTests
{
    [Fact]
    public async Task The_rules_are_silent_on_themselves()
    {
        var own = OwnSources.Compile("src/Analyzers");

        Assert.Empty(own.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(Findings.Show));
        Assert.Empty((await Findings.Of(new RaceAnalyzer(), own)).Select(Findings.Show));
    }

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    public void A_suppression_has_a_reason(string folder) => Assert.Empty(Checkout.Files(folder)
        .SelectMany(path => Checkout.Read(path).Split('\n').Select((line, number) => (path, number: number + 1, line: line.Trim())))
        .Where(line => line.line.StartsWith("#pragma warning disable RACE", StringComparison.Ordinal) && !line.line.Contains("// "))
        .Select(line => $"{line.path}:{line.number}"));
}
