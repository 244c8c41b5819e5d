using RaceSafe.Servers;

namespace RaceSafe.Examples;

/// <summary>What the README shows works as shown.</summary>
public class ReadmeExamplesTests
{
    private static readonly string s_readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));

    [RealServerFact(RealServer.Redis)]
    public async Task Every_example_of_the_README_gives_what_it_says()
    {
        var examples = Example.In(s_readme);
        Assert.NotEmpty(examples);
        await using var stage = await Stage.OpenAsync();
        foreach (var example in examples) await example.RunAsync(stage);
    }

    [Fact]
    public void Every_back_end_has_an_example() =>
        Assert.Equal(["memory", "redis", "cache", "sql", "once", "efcore"], Example.In(s_readme).Select(example => example.Name));

    [Fact]
    public void Every_statement_of_an_example_says_what_it_gives() =>
        Assert.All(Example.In(s_readme).SelectMany(example => example.Code.Split('\n', StringSplitOptions.RemoveEmptyEntries)), line => Assert.Contains("// => ", line));

    [Fact]
    public async Task An_example_that_gives_something_else_fails() =>
        await Assert.ThrowsAnyAsync<Exception>(() => new Example("wrong", "hits.Increment(\"/\");   // => 7\n").RunAsync(new Stage()));
}
