namespace RaceSafe.Analyzers.Tests.Whole;

/// <summary>All rules together say each thing once, and the same thing each time.</summary>
public class AgreementTests
{
    [Fact]
    public async Task One_finding_per_line_unless_the_test_marks_more()
    {
        foreach (var (path, text) in Inputs.Loud)
        {
            var findings = await Findings.Of(new RaceAnalyzer(), Findings.Compile([(path, Inputs.WithoutMarks(text))], Inputs.Everything));
            var crowded = findings.Where(finding => finding.Location.IsInSource).GroupBy(finding => finding.Location.GetLineSpan().StartLinePosition.Line)
                .Where(line => line.Count() > Math.Max(1, Inputs.MarksOn(text, line.Key)));

            Assert.Empty(crowded.SelectMany(line => line).Select(Findings.Show));
        }
    }

    [Fact]
    public async Task One_finding_per_line_in_the_corpus()
    {
        var findings = await Findings.Of(new RaceAnalyzer(), Findings.Compile(Inputs.Corpus, Inputs.Everything));
        var crowded = findings.GroupBy(finding => (finding.Location.SourceTree?.FilePath, finding.Location.GetLineSpan().StartLinePosition.Line)).Where(line => line.Count() > 1);

        Assert.NotEmpty(findings);
        Assert.Empty(crowded.SelectMany(line => line).Select(Findings.Show));
    }

    [Fact]
    public async Task Four_runs_agree_whether_methods_are_looked_at_together_or_in_turn()
    {
        var sources = Inputs.Corpus.Concat(Inputs.ValidCode).Concat(Inputs.Loud.Select(file => (file.Path, Inputs.WithoutMarks(file.Text)))).ToList();
        var first = await Run(sources, concurrent: false);

        Assert.NotEmpty(first);
        for (var run = 1; run < 4; run++) Assert.Equal(first, await Run(sources, concurrent: run != 3));
    }

    [Fact]
    public async Task Runs_at_the_same_time_agree()
    {
        var sources = Inputs.Corpus.ToList();
        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Run(sources, concurrent: true))));

        Assert.All(runs, run => Assert.Equal(runs[0], run));
    }

    [Fact]
    public async Task The_order_of_the_files_does_not_matter()
    {
        var sources = Inputs.Corpus.ToList();

        Assert.Equal(await Run(sources, concurrent: true), await Run([.. sources.AsEnumerable().Reverse()], concurrent: true));
    }

    private static async Task<IReadOnlyList<string>> Run(List<(string Path, string Text)> sources, bool concurrent)
    {
        var findings = await Findings.Of(new RaceAnalyzer(), Findings.Compile(sources, Inputs.Everything), concurrent);
        return [.. findings.Select(finding => $"{Findings.Show(finding)} {string.Join(" ", finding.AdditionalLocations)} {string.Join(" ", finding.Properties.OrderBy(pair => pair.Key))}")];
    }
}
