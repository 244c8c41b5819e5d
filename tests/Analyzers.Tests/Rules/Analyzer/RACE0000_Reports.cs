using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Rules;

namespace RaceSafe.Analyzers.Tests.Rules.Analyzer;

/// <summary>A crash of a rule costs the user one line of information, not the build.</summary>
public class RACE0000_Reports
{
    private const string Source = """
        using System.Collections.Concurrent;

        public class Hits
        {
            private readonly ConcurrentDictionary<string, int> _hits = new();

            public void Count(string page) => _hits[page]++;
        }
        """;

    private static readonly Dictionary<string, string> s_asUsersHaveIt = [];

    [Fact]
    public async Task A_crash_names_the_rule_the_method_the_file_and_a_hash_of_the_stack()
    {
        var finding = Assert.Single(await Run(s_asUsersHaveIt, new Crashes()));

        Assert.Equal("RACE0000", finding.Id);
        Assert.Equal(DiagnosticSeverity.Info, finding.Severity);
        Assert.Equal(6, finding.Location.GetLineSpan().StartLinePosition.Line);
        Assert.Matches("^RACE9999 has crashed on 'Count' in Hits.cs: InvalidOperationException at [0-9a-f]{8};", finding.GetMessage());
    }

    [Fact]
    public async Task The_hash_is_the_same_for_the_same_mistake()
    {
        var first = Assert.Single(await Run(s_asUsersHaveIt, new Crashes()));
        var second = Assert.Single(await Run(s_asUsersHaveIt, new Crashes()));

        Assert.Equal(first.GetMessage(), second.GetMessage());
    }

    [Fact]
    public async Task The_other_rules_go_on()
    {
        var findings = await Run(s_asUsersHaveIt, [new Crashes(), .. RuleCatalog.All]);

        Assert.Equal(["RACE0000", "RACE1001"], findings.Select(finding => finding.Id).Order());
    }

    internal static async Task<ImmutableArray<Diagnostic>> Run(IReadOnlyDictionary<string, string> settings, params Rule[] rules) =>
        await Findings.Of(new RaceAnalyzer([.. rules]), Findings.Compile([("Hits.cs", Source)]), settings: settings);

    internal sealed class Crashes() : Rule("RACE9999", "Crashes", "Crashes", "Crashes")
    {
        public override void Examine(RuleContext context) => throw new InvalidOperationException("on purpose");
    }
}
