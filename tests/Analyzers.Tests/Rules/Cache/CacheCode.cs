namespace RaceSafe.Analyzers.Tests.Rules.Cache;

/// <summary>What the sources of this family have in common: the libraries, a DTO, and a service that is handed everything.</summary>
internal static class CacheCode
{
    private const string Shared = """
        global using Microsoft.Extensions.Caching.Distributed;
        global using Microsoft.Extensions.Caching.Hybrid;
        global using Microsoft.Extensions.Caching.Memory;
        global using StackExchange.Redis;
        global using System.Text.Json;

        public class Cart
        {
            public int Id { get; set; }
            public int Count { get; set; }
            public List<string> Items { get; set; } = [];
        }

        public interface IOrders
        {
            Task<Cart> LoadAsync(int id);
            Task SendAsync(string text);
        }
        """;

    public static Setup Setup { get; } = new() { References = ["Caching", "StackExchange.Redis"] };

    /// <summary>Members of a service with <c>cache</c>, <c>memory</c>, <c>db</c> and <c>orders</c>.</summary>
    public static Code Service(string members) => Code.Files(
        ("Service.cs", $$"""
            public partial class Service(IDistributedCache cache, IMemoryCache memory, HybridCache hybrid, IDatabase db, IOrders orders)
            {
                static string Key(int id) => $"cart:{id}";

            {{members}}
            }
            """),
        ("Shared.cs", Shared));

    /// <summary>The findings are the marked ones.</summary>
    public static Task Check(string members, Setup? setup = null) => Verify.Analyzer<RaceAnalyzer>(Service(members), setup ?? Setup);
}
