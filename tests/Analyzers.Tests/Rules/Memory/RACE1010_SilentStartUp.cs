namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>A public method that changes shared state, and whose callers come one after the other: start-up, or a token that fires once.</summary>
public class RACE1010_SilentStartUp
{
    internal static string With(string callers) => $$"""
        using Microsoft.AspNetCore.Builder;
        using Microsoft.Extensions.DependencyInjection;

        public class Formatters
        {
            private string[] _all = [];

            public int Count => _all.Length;

            public void Register(string formatter) => _all = _all.Append(formatter).ToArray();
        }

        public static class Services { public static void Add(IServiceCollection services) => services.AddSingleton<Formatters>(); }

        {{callers}}
        """;

    [Theory]
    [InlineData("public static class Program { public static void Main() => new Formatters().Register(\"json\"); }")]
    [InlineData("public static class SetUp { public static IServiceCollection AddJson(this IServiceCollection services, Formatters formatters) { formatters.Register(\"json\"); return services; } }")]
    [InlineData("public static class SetUp { public static WebApplication UseJson(this WebApplication app) { app.Services.GetRequiredService<Formatters>().Register(\"json\"); return app; } }")]
    [InlineData("public class Host(Formatters formatters) { public Host WithFormatter(string name) { formatters.Register(name); return this; } }")]
    [InlineData("public class Host(Formatters formatters) { public Task RunStartupTasksAsync() { Fill(); return Task.CompletedTask; } private void Fill() { formatters.Register(\"json\"); formatters.Register(\"xml\"); } }")]
    [InlineData("public class Client(Formatters formatters) { public async Task StartAsync() => await Task.Run(() => Connect()).ConfigureAwait(false); private Task Connect() { return Retry(); Task Retry() { formatters.Register(\"json\"); return Task.CompletedTask; } } public static void Add(IServiceCollection services) => services.AddSingleton<Client>(); }")]
    public Task Registered_at_start_up(string callers) => Verify.Analyzer<RaceAnalyzer>(With(callers), new() { References = ["AspNetCore"] });

    [Fact]
    public Task Done_again_when_a_token_fires_that_the_work_itself_registers() => Verify.Analyzer<RaceAnalyzer>("""
        using Microsoft.AspNetCore.Builder;
        using Microsoft.Extensions.DependencyInjection;

        public class Configuration
        {
            public Configuration() => Load();

            public int Revision { get; private set; }

            public static void Add(IServiceCollection services) => services.AddSingleton<Configuration>();

            internal void Load()
            {
                Revision++;
                Listen();
            }

            private void Listen() => new CancellationTokenSource(1000).Token.Register(() => Load());
        }
        """, new() { References = ["AspNetCore"] });
}
