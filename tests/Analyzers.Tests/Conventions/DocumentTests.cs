using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Options;

namespace RaceSafe.Analyzers.Tests.Conventions;

/// <summary>The code on a page does what the page says: it compiles, and the rules say of it what its mark says.</summary>
public partial class DocumentTests
{
    public static TheoryData<string, int> Blocks
    {
        get
        {
            var blocks = new TheoryData<string, int>();
            foreach (var page in Pages)
                for (var i = 0; i < Fences().Count(Checkout.Read(page)); i++) blocks.Add(page, i);
            if (!blocks.Any()) blocks.Add("", 0);
            return blocks;
        }
    }

    private static IEnumerable<string> Pages => Checkout.Files("docs/rules", "*.md");

    private static string[] References { get; } =
    [
        .. Testing.Analyzers.References.Names.Where(name => !name.StartsWith("Runtime", StringComparison.Ordinal)
            || File.Exists(Path.Combine(AppContext.BaseDirectory, $"RaceSafe.{name}.dll"))),
    ];

    [Theory]
    [MemberData(nameof(Blocks))]
    public async Task Code_compiles_and_is_reported_as_marked(string page, int number)
    {
        if (page.Length == 0) return;
        var block = Fences().Matches(Checkout.Read(page))[number];
        Assert.True(block.Groups["mark"].Success, "A csharp block has <!-- reports: RACE1234 --> or <!-- silent --> on the line before.");

        var compilation = Findings.Compile([("Page.cs", block.Groups["code"].Value)], new() { References = References });
        var errors = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id != "CS8805");
        Assert.Empty(errors.Select(Findings.Show));

        var expected = block.Groups["ids"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var findings = await Findings.Of(new RaceAnalyzer(), compilation);
        Assert.Equal(expected.Order(), findings.Select(finding => finding.Id).Distinct().Order());
    }

    [Fact]
    public void The_schema_and_the_page_of_stores_know_every_word()
    {
        var (schema, page) = (Checkout.Read("docs/stores.schema.json"), Checkout.Read("docs/stores.md"));

        Assert.All(Vocabulary.Stores.Concat(Vocabulary.Accesses).Concat(Vocabulary.Properties), word =>
        {
            Assert.Contains($"\"{word}\"", schema);
            Assert.Contains($"`{word}`", page);
        });
    }

    [Fact]
    public void The_example_on_the_page_of_stores_is_valid()
    {
        var json = Checkout.Read("docs/stores.md").Split("```json\n")[1].Split("```")[0];

        Assert.Empty(StoresFile.Parse("racesafe.stores.json", Microsoft.CodeAnalysis.Text.SourceText.From(json)).Problems);
    }

    [Fact]
    public void The_page_of_settings_lists_every_option() =>
        Assert.All(OptionTable.All, option => Assert.Contains($"| `{option.Key}` |", Checkout.Read("docs/rules/RACE0001.md")));

    [GeneratedRegex(@"(?<mark><!-- (silent|reports: (?<ids>[RACE0-9, ]+?)) -->\n+)?```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fences();
}
