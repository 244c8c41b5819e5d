namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>A lock that every caller has for itself keeps nobody out.</summary>
public class RACE1010_ReportsOwnLocks
{
    [Theory]
    [InlineData("public static class Numbers { private static int s_n; public static int Next() { var gate = new object(); lock (gate) return {|RACE1010:++s_n|}; } }")]
    [InlineData("public static class Numbers { private static int s_n; public static int Next() { lock (new object()) return {|RACE1010:++s_n|}; } }")]
    [InlineData("public static class Numbers { private static int s_n; public static async Task Next() { var gate = new SemaphoreSlim(1, 1); await gate.WaitAsync(); try { {|RACE1010:s_n++|}; } finally { gate.Release(); } } }")]
    [InlineData("public class Numbers { private readonly object _gate = new(); private static int s_n; public void Next() { lock (_gate) {|RACE1010:s_n++|}; } public static void Add(IServiceCollection services) => services.AddScoped<Numbers>(); }")]
    [InlineData("public class NumbersController : ControllerBase { private readonly object _gate = new(); private static int s_n; public void Next() { lock (_gate) {|RACE1010:s_n++|}; } }")]
    public Task Made_in_the_method_or_kept_by_an_object_of_one_request(string type) => Verify.Analyzer<RaceAnalyzer>(With(type), new() { References = ["AspNetCore"] });

    [Theory]
    [InlineData("public static class Numbers { public static int Sum(int[] all) { var gate = new object(); var sum = 0; Parallel.ForEach(all, n => { lock (gate) sum += n; }); return sum; } }")]
    [InlineData("public class Numbers { private readonly object _gate = new(); private static int s_n; public void Next() { lock (_gate) s_n++; } public static void Add(IServiceCollection services) => services.AddSingleton<Numbers>(); }")]
    [InlineData("public class Numbers { private readonly object _gate = new(); private static int s_n; public void Next() { lock (_gate) s_n++; } }")]
    [InlineData("public class NumbersController : ControllerBase { private static readonly object s_gate = new(); private static int s_n; public void Next() { lock (s_gate) s_n++; } }")]
    [InlineData("public static class Numbers { private static int s_n; public static void Next() { using var mutex = new Mutex(false, \"numbers\"); mutex.WaitOne(); try { s_n++; } finally { mutex.ReleaseMutex(); } } }")]
    public Task Silent_where_the_lock_is_as_shared_as_what_it_stands_around_or_may_be(string type) => Verify.Analyzer<RaceAnalyzer>(With(type), new() { References = ["AspNetCore"] });

    private static string With(string type) => $"""
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.Extensions.DependencyInjection;

        {type}
        """;
}
