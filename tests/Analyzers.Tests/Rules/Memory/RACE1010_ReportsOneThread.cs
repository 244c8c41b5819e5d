namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>RACE1010 speaks about statics wherever something in the program shows a second caller, or nobody can know who calls.</summary>
public class RACE1010_ReportsOneThread
{
    private const string Counter = "public static class Serials { private static int s_next; public static int Next() => {|RACE1010:s_next++|}; }";

    [Theory]
    [InlineData("static void Later() => Task.Run(() => Totals.Add(\"\"));")]
    [InlineData("static void Later() => new Thread(() => Totals.Add(\"\")).Start();")]
    [InlineData("static void Later(string[] all) => Parallel.ForEach(all, Totals.Add);")]
    [InlineData("static async Task Later() { await Task.Yield(); Totals.Add(\"\"); }")]
    [InlineData("private static readonly object s_gate = new(); static void Later() { lock (s_gate) Totals.Add(\"\"); }")]
    [InlineData("private static readonly Timer s_timer = new(_ => Totals.Add(\"\"), null, 9, 9); static Timer Watch => s_timer;")]
    [InlineData("static object Watch() => new System.Timers.Timer { Interval = 9 };")]
    [InlineData("static void Watch() => new FileSystemWatcher(\".\").Changed += (_, file) => Totals.Add(file.FullPath);")]
    [InlineData("class Worker : Hosting.BackgroundService; class Hosting { public class BackgroundService; }")]
    public Task A_program_in_which_more_than_one_thing_happens(string member) => Verify.Analyzer<RaceAnalyzer>(OneThread.Tool(member, "{|RACE1010:s_words += line.Length|};"));

    [Fact]
    public Task A_library_is_used_by_who_knows_whom() => Verify.Analyzer<RaceAnalyzer>(Counter);

    [Fact]
    public Task A_file_that_starts_tasks_knows_the_type() => Verify.Analyzer<RaceAnalyzer>(OneThread.Game(Counter, "public class Saver { public void Save() => Task.Run(() => Serials.Next()); }"));

    [Fact]
    public Task Many_files_speak_of_tasks() => Verify.Analyzer<RaceAnalyzer>(OneThread.Game(Counter, "public class Saver;", "public class Query{0} { public async Task Run() => await Task.Yield(); }"));

    [Fact]
    public Task One_file_serves_requests() => Verify.Analyzer<RaceAnalyzer>(OneThread.Game(Counter, "public class Web(HttpContext context) { public HttpContext Context => context; } public class HttpContext;"));

    [Theory]
    [InlineData("private static int s_next; public int Id { get; } = {|RACE1010:s_next++|};")]
    [InlineData("private static int s_next; public readonly int Id = {|RACE1010:++s_next|};")]
    [InlineData("private static int s_next; private readonly string _name = \"n\" + {|RACE1010:s_next++|}; public string Name => _name;")]
    public Task Every_new_object_counts_in_an_initializer(string members) => Verify.Analyzer<RaceAnalyzer>("public class Monster { " + members + " }");

    [Theory]
    [InlineData("private static int s_next; public int Id { get; } = Interlocked.Increment(ref s_next);")]
    [InlineData("private static int s_next = 3; public static int First { get; } = s_next++; public static int Second { get; } = s_next++;")]
    [InlineData("[ThreadStatic] private static int t_next; public int Id { get; } = t_next++;")]
    [InlineData("private static int s_next; public int Id { get; } = s_next; public Func<int, int> Step { get; } = n => n++;")]
    public Task Initializers_that_lose_nothing(string members) => Verify.Analyzer<RaceAnalyzer>("public class Monster { " + members + " }");

    [Theory]
    [InlineData("foreach (var price in prices) if (price > s_top) {|RACE1010:s_top = price|};")]
    [InlineData("foreach (var price in prices) { if (price <= s_top) continue; {|RACE1010:s_top = price|}; }")]
    [InlineData("foreach (var (name, price) in named) if (price > s_top) {|RACE1010:s_top = price|};")]
    [InlineData("while (queue.Count > 0) { var price = queue.Dequeue(); if (s_top < price) {|RACE1010:s_top = price|}; }")]
    [InlineData("foreach (var price in prices) { var top = 0m; if (price > top) top = price; s_top = top; }")]
    [InlineData("foreach (var price in prices) if (price > 5) s_top = price;")]
    [InlineData("decimal top = 0; foreach (var price in prices) if (price > top) top = price; s_top = top;")]
    public Task The_largest_of_a_loop(string statements) => Verify.Analyzer<RaceAnalyzer>($$"""
        public class Prices
        {
            private static decimal s_top;

            public void Load(List<decimal> prices, List<(string, decimal)> named, Queue<decimal> queue)
            {
                {{statements}}
            }
        }
        """);
}
