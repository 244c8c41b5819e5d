using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.RedisCacheAsideCode;

/// <summary>Cache-aside on Redis strings.</summary>
public sealed class RedisCacheAside(IDatabase db, IProducts products)
{
    public async Task<Product?> GetAsync(int id)
    {
        RedisKey key = "product:" + id;
        var cached = await db.StringGetAsync(key);
        if (cached.HasValue) return JsonSerializer.Deserialize<Product>((string)cached!);
        var product = await products.FindAsync(id);
        await db.StringSetAsync(key, JsonSerializer.Serialize(product), TimeSpan.FromMinutes(10));
        return product;
    }
}

public sealed record Product(int Id, string Name, int Stock);

public interface IProducts
{
    Task<Product?> FindAsync(int id);
    Product Load(int id);
}
