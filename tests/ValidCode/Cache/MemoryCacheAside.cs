using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.MemoryCacheAsideCode;

/// <summary>Cache-aside over a memory cache, with one exit.</summary>
public sealed class MemoryCacheAside(IMemoryCache cache, IProducts products)
{
    public Product Get(int id)
    {
        if (!cache.TryGetValue(id, out Product? product))
        {
            product = products.Load(id);
            cache.Set(id, product, TimeSpan.FromMinutes(1));
        }

        return product!;
    }
}

public sealed record Product(int Id, string Name, int Stock);

public interface IProducts
{
    Task<Product?> FindAsync(int id);
    Product Load(int id);
}
