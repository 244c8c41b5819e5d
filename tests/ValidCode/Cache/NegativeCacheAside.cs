using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.NegativeCacheAsideCode;

/// <summary>Remembers also that there is nothing.</summary>
public sealed class NegativeCacheAside(IMemoryCache cache, IProducts products)
{
    private static readonly object s_nothing = new();

    public async Task<Product?> GetAsync(int id)
    {
        if (cache.TryGetValue(id, out object? known)) return known as Product;
        var product = await products.FindAsync(id);
        cache.Set(id, product ?? s_nothing, TimeSpan.FromMinutes(1));
        return product;
    }
}

public sealed record Product(int Id, string Name, int Stock);

public interface IProducts
{
    Task<Product?> FindAsync(int id);
    Product Load(int id);
}
