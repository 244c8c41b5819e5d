using System.Text.RegularExpressions;

namespace RaceSafe.Runtime.Tests.Once;

public sealed partial class GuaranteeTests
{
    [Theory]
    [InlineData("guarantees.md")]
    [InlineData("guarantees-idempotency.md")]
    public void Every_test_that_a_page_of_guarantees_names_is_where_it_says(string page)
    {
        var docs = Path.Combine(Root(), "docs");
        var named = Named().Matches(File.ReadAllText(Path.Combine(docs, page)));
        Assert.NotEmpty(named);
        Assert.All(named, test => Assert.Contains($" {test.Groups[1].Value}(", File.ReadAllText(Path.Combine(docs, test.Groups[2].Value))));
    }

    [Fact]
    public void Every_test_that_the_page_of_locks_names_exists()
    {
        var named = InItalics().Matches(File.ReadAllText(Path.Combine(Root(), "docs", "guarantees-locks.md"))).Select(test => test.Groups[1].Value).ToList();
        var tests = string.Concat(Directory.EnumerateFiles(Path.Combine(Root(), "tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        Assert.NotEmpty(named);
        Assert.All(named, test => Assert.Contains($" {test}(", tests));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Directory.Packages.props"))) folder = folder.Parent;
        return folder.FullName;
    }

    [GeneratedRegex(@"\[(\w+)\]\(([^)]+\.cs)\)")]
    private static partial Regex Named();

    [GeneratedRegex(@"\*([A-Z]\w*_\w+)\*")]
    private static partial Regex InItalics();
}
