using System.Text.RegularExpressions;

namespace RaceSafe.Runtime.Tests.Once;

public sealed partial class GuaranteeTests
{
    [Fact]
    public void Every_test_that_the_page_of_guarantees_names_is_where_it_says()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Directory.Packages.props"))) folder = folder.Parent;
        var docs = Path.Combine(folder.FullName, "docs");
        var named = Named().Matches(File.ReadAllText(Path.Combine(docs, "guarantees-idempotency.md")));
        Assert.NotEmpty(named);
        Assert.All(named, test => Assert.Contains($" {test.Groups[1].Value}(", File.ReadAllText(Path.Combine(docs, test.Groups[2].Value))));
    }

    [GeneratedRegex(@"\[(\w+)\]\(([^)]+\.cs)\)")]
    private static partial Regex Named();
}
