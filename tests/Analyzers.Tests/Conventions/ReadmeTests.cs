using System.Text;

namespace RaceSafe.Analyzers.Tests.Conventions;

/// <summary>The README's table follows from the rules. After a rule is added, run this once with RACESAFE_ACCEPT=1: it writes the table anew.</summary>
public class ReadmeTests
{
    private const string Begin = "<!-- rules: written by a test from the rules -->\n", End = "<!-- /rules -->";

    [Fact]
    public void The_rule_table_is_that_of_the_rules()
    {
        var readme = Checkout.Read("README.md");
        var (begin, end) = (readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, readme.IndexOf(End, StringComparison.Ordinal));
        Assert.True(begin >= Begin.Length && end >= begin, "The README has no place for the rules.");

        if (Environment.GetEnvironmentVariable("RACESAFE_ACCEPT") == "1") File.WriteAllText(Checkout.At("README.md"), readme[..begin] + Table() + readme[end..]);
        else Assert.Equal(Table(), readme[begin..end]);
    }

    [Fact]
    public void Every_file_that_the_documents_link_to_exists()
    {
        var dead = Checkout.Files("docs", "*.md").Append("README.md").Append("CONTRIBUTING.md")
            .SelectMany(page => Links(page).Select(link => (page, link)))
            .Where(pair => !Path.Exists(Path.Combine(Path.GetDirectoryName(Checkout.At(pair.page))!, pair.link)));

        Assert.Empty(dead);
    }

    private static string Table()
    {
        var table = new StringBuilder("| rule | severity | what it finds | fix |\n|---|---|---|---|\n");
        foreach (var rule in RuleFiles.All)
            table.Append($"| [{rule.Id}]({rule.PagePath}) | {rule.Severity} | {rule.Title} | {(rule.HasPage ? rule.Fix : "—")} |\n");
        return table.ToString();
    }

    private static IEnumerable<string> Links(string page)
    {
        foreach (var link in Checkout.Read(page).Split("](").Skip(1))
        {
            var target = link[..link.IndexOf(')')].Split('#')[0];
            if (target.Length > 0 && !target.Contains(':')) yield return target;
        }
    }
}
