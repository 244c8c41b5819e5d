using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.DistributedCacheAsideCode;

/// <summary>Cache-aside over a distributed cache.</summary>
public sealed class DistributedCacheAside(IDistributedCache cache, IProducts products)
{
    public async Task<Product?> GetAsync(int id, CancellationToken cancellation)
    {
        var key = $"product:{id}";
        var json = await cache.GetStringAsync(key, cancellation);
        if (!string.IsNullOrEmpty(json)) return JsonSerializer.Deserialize<Product>(json);
        var product = await products.FindAsync(id);
        if (product is null) return null;
        await cache.SetStringAsync(key, JsonSerializer.Serialize(product), new DistributedCacheEntryOptions { SlidingExpiration = TimeSpan.FromMinutes(5) }, cancellation);
        return product;
    }
}

public sealed record Product(int Id, string Name, int Stock);

public interface IProducts
{
    Task<Product?> FindAsync(int id);
    Product Load(int id);
}
