namespace RaceSafe.Analyzers.Tests.Verifier;

/// <summary>The names of references lead to the real libraries.</summary>
public class ReferenceTests
{
    [Theory]
    [InlineData("AspNetCore", "Microsoft.AspNetCore.Http.HttpContext")]
    [InlineData("Caching", "Microsoft.Extensions.Caching.Memory.MemoryCache")]
    [InlineData("Caching", "Microsoft.Extensions.Caching.Hybrid.HybridCache")]
    [InlineData("Dapper", "Dapper.SqlMapper")]
    [InlineData("DependencyInjection", "Microsoft.Extensions.DependencyInjection.ServiceCollection")]
    [InlineData("EFCore", "Microsoft.EntityFrameworkCore.DbContext")]
    [InlineData("Hosting", "Microsoft.Extensions.Hosting.BackgroundService")]
    [InlineData("Microsoft.Data.Sqlite", "Microsoft.Data.Sqlite.SqliteConnection")]
    [InlineData("Npgsql", "Npgsql.NpgsqlDataSource")]
    [InlineData("StackExchange.Redis", "StackExchange.Redis.IDatabase")]
    public Task A_name_brings_its_library(string name, string type) =>
        Verify.Analyzer<BadCallAnalyzer>($"class C {{ System.Type T => typeof({type}); }}", new() { References = [name] });

    [Fact]
    public Task Names_go_together() => Verify.Analyzer<BadCallAnalyzer>(
        "class C { System.Type T => typeof(Microsoft.Extensions.Caching.Memory.MemoryCache); }",
        new() { References = ["AspNetCore", "EFCore", "Caching", "StackExchange.Redis", "Npgsql"] });

    [Fact]
    public Task Modern_commands_of_the_redis_client_compile() => Verify.Analyzer<BadCallAnalyzer>(
        """
        using StackExchange.Redis;

        class C(IDatabase redis)
        {
            async Task<long> M(string key)
            {
                await redis.StringSetAsync(key, 1, TimeSpan.FromSeconds(1), When.NotExists);
                await redis.StringGetDeleteAsync(key);
                return await redis.StringIncrementAsync(key);
            }
        }
        """,
        new() { References = ["StackExchange.Redis"] });

    [Fact]
    public Task Net8_lacks_what_came_later() => Fails.With(
        "CS0246", () => Verify.Analyzer<BadCallAnalyzer>("class C { Lock _l = new(); }", new() { Framework = "net8.0" }));

    [Fact]
    public Task Net8_has_its_own_web_framework() => Verify.Analyzer<BadCallAnalyzer>(
        "class C { Microsoft.AspNetCore.Http.HttpContext? _c = null; object? M() => _c; }",
        new() { Framework = "net8.0", References = ["AspNetCore"] });

    [Fact]
    public Task An_unknown_name_fails() => Fails.With(
        "There are: AspNetCore, Caching", () => Verify.Analyzer<BadCallAnalyzer>("class C;", new() { References = ["Nonsense"] }));
}
