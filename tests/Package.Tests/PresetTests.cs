using System.Text;
using Microsoft.CodeAnalysis;

namespace RaceSafe.Package.Tests;

/// <summary>
/// The presets follow from the rules. After a rule is added, run these tests once with RACESAFE_ACCEPT=1: they write the files anew.
/// </summary>
[Collection(PackedFeedCollection.Name)]
public sealed class PresetTests(PackedFeed packed)
{
    [Fact]
    public void None_switches_every_rule_off() =>
        Check("none", "every rule off", _ => "none");

    [Fact]
    public void Default_leaves_every_rule_its_own_severity() =>
        Check("default", "every rule at its own severity", _ => null);

    [Fact]
    public void Recommended_makes_warnings_of_rules_that_only_suggest_and_leaves_a_rule_that_judges_its_findings_alone() =>
        Check("recommended", "rules that only suggest become warnings", findings =>
            findings.All(finding => finding is { IsEnabledByDefault: true, DefaultSeverity: DiagnosticSeverity.Info }) ? "warning" : null);

    [Fact]
    public void All_makes_every_finding_a_warning() =>
        Check("all", "every rule and every finding is a warning", _ => "warning");

    private void Check(string mode, string meaning, Func<IReadOnlyList<DiagnosticDescriptor>, string?> severity)
    {
        var expected = new StringBuilder()
            .AppendLine($"# RaceSafeAnalysisMode {mode}: {meaning}.")
            .AppendLine("# Written from the rules by a test (tests/Package.Tests); the user's own settings win over this level.")
            .AppendLine("is_global = true")
            .AppendLine("global_level = -100");
        // A rule of the tool itself (RACE0000 a crash, RACE0001 a bad option) is not a finding about the user's code.
        foreach (var rule in packed.Rules().Where(rule => !rule.Id.StartsWith("RACE0", StringComparison.Ordinal)).GroupBy(rule => rule.Id))
            if (severity([.. rule]) is { } level) expected.AppendLine($"dotnet_diagnostic.{rule.Key}.severity = {level}");

        var file = Repository.At("src", "Package", "config", $"racesafe_{mode}.globalconfig");
        if (Environment.GetEnvironmentVariable("RACESAFE_ACCEPT") == "1") File.WriteAllText(file, expected.Replace("\r\n", "\n").ToString());
        Assert.Equal(expected.ToString(), File.ReadAllText(file), ignoreLineEndingDifferences: true);
    }
}
