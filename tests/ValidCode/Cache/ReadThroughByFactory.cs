using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.ReadThroughByFactoryCode;

/// <summary>The cache runs the loader.</summary>
public sealed class ReadThroughByFactory(IMemoryCache cache, IProducts products)
{
    public Task<Product?> GetAsync(int id) => cache.GetOrCreateAsync(id, entry =>
    {
        entry.AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1);
        return products.FindAsync(id);
    });
}

public sealed record Product(int Id, string Name, int Stock);

public interface IProducts
{
    Task<Product?> FindAsync(int id);
    Product Load(int id);
}
