using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
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
        foreach (var example in examples.Where(example => example.Name != "transaction")) await example.RunAsync(stage);
    }

    [RealServerFact(RealServer.Postgres)]
    public async Task The_examples_in_a_transaction_give_what_they_say()
    {
        await using var server = await PostgresServer.StartNewAsync();
        await using var stage = await Ledger.OpenAsync(server.ConnectionString);
        await Example.In(s_readme).Single(example => example.Name == "transaction").RunAsync(stage);
    }

    [Fact]
    public void Every_operation_has_an_example()
    {
        var examples = string.Concat(Example.In(s_readme).Select(example => example.Code));
        var operations = new[] { typeof(Atomic), typeof(RedisAtomicStore), typeof(SqlAtomicStore), typeof(AtomicQueryableExtensions) }
            .SelectMany(type => type.Assembly.GetExportedTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method => method.DeclaringType == typeof(Atomic) || method.IsDefined(typeof(ExtensionAttribute)))
            .Where(method => method.ReturnType != typeof(RaceSafeBuilder))
            .Select(method => method.Name.EndsWith("Async", StringComparison.Ordinal) ? method.Name[..^5] : method.Name)
            .Distinct();
        Assert.Equal(["Min"], operations.Where(name => !Regex.IsMatch(examples, $@"\.(Try)?{name}(Async)?\b"))); // as Max
    }

    [Fact]
    public void Every_back_end_has_an_example() =>
        Assert.Equal(["memory", "redis", "ids", "cache", "sql", "transaction", "once", "efcore"], Example.In(s_readme).Select(example => example.Name));

    [Fact]
    public void Every_statement_of_an_example_says_what_it_gives() =>
        Assert.All(Example.In(s_readme).SelectMany(example => example.Code.Split('\n', StringSplitOptions.RemoveEmptyEntries)), line => Assert.True(line.Contains("// => ") || line.StartsWith("var ", StringComparison.Ordinal), line));

    [Fact]
    public async Task An_example_that_gives_something_else_fails() =>
        await Assert.ThrowsAnyAsync<Exception>(() => new Example("wrong", "hits.Increment(\"/\");   // => 7\n").RunAsync(new Stage()));
}
