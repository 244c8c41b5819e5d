using System.Text.RegularExpressions;

namespace RaceSafe.Analyzers.Tests.Conventions;

/// <summary>Nothing is missing for any rule: page, tests, release row, README row. They agree with the rule.</summary>
public partial class EveryRuleTests
{
    private static readonly string[] s_headings =
    [
        "## Cause", "## How the data is lost", "## How to fix", "## When it stays quiet", "## When to suppress", "## Options", "## Neighbours", "## Known problems",
    ];

    public static TheoryData<string> Ids => RuleFiles.Ids;

    [Theory]
    [MemberData(nameof(Ids))]
    public void Has_a_page_with_its_title_and_every_heading(string id)
    {
        var rule = RuleFiles.Of(id);
        Assert.True(rule.HasPage, $"{rule.PagePath} is missing.");
        var lines = rule.Page.Split('\n');

        Assert.Equal($"# {id}: {rule.Title}", lines[0]);
        Assert.Equal(s_headings, Headings(lines));
        Assert.Contains($"| Category | {rule.Descriptors[0].Category} |", lines);
        Assert.StartsWith(rule.Severity, Row(lines, "Default severity"));
        Assert.NotEqual("", rule.Fix);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Links_to_its_page_with_every_descriptor(string id) => Assert.All(
        RuleFiles.Of(id).Descriptors, descriptor => Assert.Equal($"https://github.com/racesafe/racesafe/blob/main/docs/rules/{id}.md", descriptor.HelpLinkUri));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Has_loud_tests_and_more_silent_ones(string id)
    {
        var rule = RuleFiles.Of(id);
        int loud = Tests(rule.TestFiles("Reports")), silent = Tests(rule.TestFiles("Silent"));

        Assert.True(loud > 0, $"tests/Analyzers.Tests/Rules/…/{id}_Reports.cs is missing or empty.");
        Assert.True(silent > loud, $"{id}: {silent} silent tests are not more than {loud} loud ones.");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Is_described(string id) => Assert.All(RuleFiles.Of(id).Descriptors, descriptor =>
    {
        var description = descriptor.Description.ToString();

        Assert.True(description.Length > descriptor.Title.ToString().Length, "The description says no more than the title.");
        Assert.EndsWith(".", description);
        Assert.False(descriptor.Title.ToString().EndsWith('.'), "A title has no full stop.");
        Assert.False(descriptor.MessageFormat.ToString().EndsWith('.'), "A message has no full stop.");
        Assert.True(descriptor.IsEnabledByDefault);
    });

    [Fact]
    public void Release_files_list_exactly_the_rules()
    {
        var listed = new[] { "Shipped", "Unshipped" }
            .SelectMany(file => ReleaseRow().Matches(Checkout.Read($"src/Analyzers/AnalyzerReleases.{file}.md")))
            .Select(row => row.Value).Order(StringComparer.Ordinal);

        Assert.Equal(
            RuleFiles.All.Select(rule =>
                $"{rule.Id} | {rule.Descriptors[0].Category} | {rule.Descriptors[0].DefaultSeverity} | [Documentation](../../docs/rules/{rule.Id}.md)"),
            listed);
    }

    [Fact]
    public void Pages_of_rules_that_do_not_exist_do_not_exist() =>
        Assert.Empty(Checkout.Files("docs/rules", "*.md").Select(Path.GetFileNameWithoutExtension).Except(RuleFiles.All.Select(rule => rule.Id)));

    [Fact]
    public void Tests_of_rules_that_do_not_exist_do_not_exist() => Assert.Empty(Checkout.Files("tests/Analyzers.Tests/Rules", "RACE*.cs")
        .Select(path => Path.GetFileName(path)[..8]).Except(RuleFiles.All.Select(rule => rule.Id)));

    private static IEnumerable<string> Headings(IEnumerable<string> lines)
    {
        var code = false;
        foreach (var line in lines)
        {
            if (line.StartsWith("```", StringComparison.Ordinal)) code = !code;
            if (!code && line.StartsWith("## ", StringComparison.Ordinal)) yield return line;
        }
    }

    private static string Row(IEnumerable<string> lines, string name) =>
        lines.FirstOrDefault(line => line.StartsWith($"| {name} | ", StringComparison.Ordinal))?[$"| {name} | ".Length..] ?? $"no row '{name}'";

    private static int Tests(IEnumerable<string> files) => files.Sum(file => TestAttribute().Count(Checkout.Read(file)));

    [GeneratedRegex(@"^    \[(Fact|Theory)", RegexOptions.Multiline)]
    private static partial Regex TestAttribute();

    [GeneratedRegex(@"^RACE\d{4} \|.*$", RegexOptions.Multiline)]
    private static partial Regex ReleaseRow();
}
