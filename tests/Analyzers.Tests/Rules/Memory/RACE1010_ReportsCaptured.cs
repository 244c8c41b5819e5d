namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>Variables that several runs of a lambda share are state as much as fields are.</summary>
public class RACE1010_ReportsCaptured
{
    internal static string In(string body) => $$"""
        using System.Net.Http;

        public class Work
        {
            public static async Task<object> Run(int[] items, HttpClient http, Action<int> use)
            {
                {{body}}
            }
        }
        """;

    [Theory]
    [InlineData("int n = 0; Parallel.ForEach(items, item => {|RACE1010:n++|}); return n;")]
    [InlineData("long n = 0; Parallel.For(0, 9, i => { use(i); {|RACE1010:n += i|}; }); return n;")]
    [InlineData("int n = 0; items.AsParallel().ForAll(item => { if (item > 3) {|RACE1010:n++|}; }); return n;")]
    [InlineData("decimal n = 0; await Parallel.ForEachAsync(items, async (item, stop) => { await Task.Yield(); {|RACE1010:n += item|}; }); return n;")]
    [InlineData("int n = 0; var tasks = new List<Task>(); foreach (var item in items) tasks.Add(Task.Run(() => {|RACE1010:n++|})); await Task.WhenAll(tasks); return n;")]
    [InlineData("int n = 0; await Task.WhenAll(items.Select(item => Task.Run(() => {|RACE1010:n++|}))); return n;")]
    [InlineData("int n = 0; await Task.WhenAll(items.Select(async item => { await Task.Yield(); {|RACE1010:n++|}; })); return n;")]
    [InlineData("int n = 0; var tasks = items.Select(async item => { var text = await http.GetStringAsync(\"\"); {|RACE1010:n += text.Length|}; }).ToList(); await Task.WhenAll(tasks); return n;")]
    [InlineData("int n = 0; var a = Task.Run(() => {|RACE1010:n++|}); var b = Task.Run(() => {|RACE1010:n++|}); await Task.WhenAll(a, b); return n;")]
    [InlineData("int n = 0; Parallel.Invoke(() => {|RACE1010:n++|}, () => {|RACE1010:n--|}); return n;")]
    [InlineData("int max = 0; Parallel.ForEach(items, item => { if (item > max) {|RACE1010:max = item|}; }); return max;")]
    [InlineData("int max = 0; Parallel.ForEach(items, item => { foreach (var part in new[] { item, item / 2 }) if (part > max) {|RACE1010:max = part|}; }); return max;")]
    [InlineData("int max = 0; Parallel.ForEach(items, item => {|RACE1010:max = Math.Max(max, item)|}); return max;")]
    [InlineData("string text = \"\"; Parallel.ForEach(items, item => { {|RACE1010:text += item|}; }); return text;")]
    [InlineData("int n = 0; for (var i = 0; i < 4; i++) new Thread(() => {|RACE1010:n++|}).Start(); await Task.Yield(); return n;")]
    [InlineData("int n = 0; Parallel.ForEach(items, Count); return n; void Count(int item) => {|RACE1010:n++|};")]
    [InlineData("int n = 0; await Task.WhenAll(items.Select(item => Task.Run(() => Count()))); return n; void Count() { {|RACE1010:n++|}; }")]
    [InlineData("var counts = new int[8]; Parallel.ForEach(items, item => {|RACE1010:counts[item % 8]++|}); return counts;")]
    [InlineData("int n = 0; Parallel.ForEach(items, item => { var old = n; {|RACE1010:n = old + item|}; }); return n;")]
    public Task A_variable_around_a_lambda_that_runs_side_by_side(string body) => Verify.Analyzer<RaceAnalyzer>(In(body));

    [Fact]
    public Task A_variable_around_a_request_handler() => Verify.Analyzer<RaceAnalyzer>("""
        using Microsoft.AspNetCore.Builder;

        public static class Api
        {
            public static void Map(WebApplication app)
            {
                var hits = 0;
                app.MapGet("/hits", () => $"{{|RACE1010:++hits|}}");
            }
        }
        """, new() { References = ["AspNetCore"] });

    [Fact]
    public Task A_parameter_that_a_singleton_keeps() => Verify.Analyzer<RaceAnalyzer>("""
        using Microsoft.Extensions.DependencyInjection;

        public class Numbers(int start)
        {
            public int Next() => {|RACE1010:start++|};
        }

        public static class Setup
        {
            public static void Add(IServiceCollection services) => services.AddSingleton(new Numbers(100));
        }
        """, new() { References = ["DependencyInjection"] });
}
