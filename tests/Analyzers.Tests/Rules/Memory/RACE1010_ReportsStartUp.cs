namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>Callers that may well be there at the same time, start-up or not.</summary>
public class RACE1010_ReportsStartUp
{
    private static string With(string callers) => RACE1010_SilentStartUp.With(callers).Replace("_all = _all.Append(formatter).ToArray()", "{|RACE1010:_all = _all.Append(formatter).ToArray()|}");

    [Theory]
    [InlineData("")]
    [InlineData("public static class Api { public static void Map(WebApplication app) => app.MapPost(\"/\", (Formatters formatters) => formatters.Register(\"json\")); }")]
    [InlineData("public static class Program { public static void Main() { var formatters = new Formatters(); Parallel.For(0, 9, n => formatters.Register($\"{n}\")); } }")]
    [InlineData("public static class Program { public static void Main() { var formatters = new Formatters(); new Thread(() => formatters.Register(\"json\")).Start(); formatters.Register(\"xml\"); } }")]
    [InlineData("public class Session(Formatters formatters) { public void Start() => formatters.Register(\"json\"); }")]
    [InlineData("public class Plugin { public Plugin(Formatters formatters) => formatters.Register(\"json\"); }")]
    [InlineData("public class Host(Formatters formatters) { public void Startup() => formatters.Register(\"json\"); public void Handle(string name) => formatters.Register(name); }")]
    public Task Requests_threads_and_objects_that_are_made_at_any_time(string callers) => Verify.Analyzer<RaceAnalyzer>(With(callers), new() { References = ["AspNetCore"] });
}
