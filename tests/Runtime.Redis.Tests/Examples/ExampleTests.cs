namespace RaceSafe.Runtime.Redis.Tests.Examples;

/// <summary>The examples on the page are the ones that run here.</summary>
public sealed class ExampleTests
{
    [Theory]
    [InlineData("CircuitBreakerExample.cs")]
    [InlineData("OpenTelemetryExample.cs")]
    public void The_page_of_observability_shows_the_example(string file)
    {
        var lines = File.ReadAllLines(Path.Combine(Root(), "tests", "Runtime.Redis.Tests", "Examples", file));
        var start = Array.FindIndex(lines, line => line.Contains("// docs/observability.md:"));
        var example = lines.Skip(start + 1).TakeWhile(line => line.Trim() != "// end").ToArray();
        var indent = example[0].Length - example[0].TrimStart().Length;
        var text = string.Join('\n', example.Select(line => line.Length > indent ? line[indent..] : line));
        Assert.Contains(text, File.ReadAllText(Path.Combine(Root(), "docs", "observability.md")).ReplaceLineEndings("\n"));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Directory.Packages.props"))) folder = folder.Parent;
        return folder.FullName;
    }
}
