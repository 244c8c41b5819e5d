namespace RaceSafe.CodeFixes.Tests.Execution;

/// <summary>The fixes of RACE1010 to RACE1013, run: alone they do what the code did before, together they lose nothing.</summary>
public class FieldUpdates
{
    private const int Threads = 8;
    private const int Times = 5_000;

    [Theory]
    [InlineData("int", "s_n++;")]
    [InlineData("long", "++s_n;")]
    [InlineData("int", "s_n += n;")]
    [InlineData("int", "s_n -= -n;")]
    [InlineData("long", "s_n = s_n + n;")]
    [InlineData("int", "var next = s_n + n; s_n = next; _last = next;")]
    [InlineData("int", "var old = s_n; s_n = old + 1; _last = old;")]
    [InlineData("int", "_last = s_n++;")]
    [InlineData("int", "_last = ++s_n * 2;")]
    [InlineData("double", "s_n += n;")]
    [InlineData("float", "s_n++;")]
    [InlineData("int", "Interlocked.Add(ref s_n, n); _last = s_n;")]
    public async Task Alone_as_before_and_together_complete(string type, string body)
    {
        var before = Program(type, body);
        var after = await Fixed.Source(before);
        Assert.NotEqual(before, after);
        foreach (var n in new[] { 0, 1, 5, -3 }) Assert.Equal(Executed.Compile(before).Alone("Run", n), Executed.Compile(after).Alone("Run", n));
        Assert.Equal($"{Threads * Times}", Executed.Compile(after).Together("Run", Threads, Times, 1).Split(';')[0]);
    }

    [Fact]
    public void Before_the_fix_updates_are_lost() =>
        Assert.NotEqual($"{Threads * Times}", Executed.Compile(Program("int", "var old = s_n; Thread.Yield(); s_n = old + n;")).Together("Run", Threads, Times, 1).Split(';')[0]);

    [Fact]
    public async Task Every_caller_gets_an_id_of_its_own()
    {
        var after = await Fixed.Source(Program("int", "Interlocked.Increment(ref s_n); _seen.Add(s_n);").Replace("_seen.Add(s_n)", "var id = s_n; _seen.Add(id)"));
        Assert.EndsWith($";{Threads * Times}", Executed.Compile(after).Together("Run", Threads, Times, 1));
    }

    private static string Program(string type, string body) => $$"""
        using System.Collections.Concurrent;

        public class Program
        {
            private static {{type}} s_n;
            private readonly ConcurrentBag<{{type}}> _seen = new();
            private double _last;

            public void Run(int n)
            {
                {{body}}
            }

            public string State() => $"{s_n};{_last};{_seen.Distinct().Count()}";
        }
        """;
}
