using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.HashCacheAsideCode;

/// <summary>Cache-aside on the fields of a Redis hash.</summary>
public sealed class HashCacheAside(IDatabase db, IProducts products)
{
    public async Task<string> NameAsync(int id)
    {
        var name = await db.HashGetAsync("names", id);
        if (!name.IsNull) return name!;
        var product = products.Load(id);
        await db.HashSetAsync("names", id, product.Name);
        return product.Name;
    }
}

public sealed record Product(int Id, string Name, int Stock);

public interface IProducts
{
    Task<Product?> FindAsync(int id);
    Product Load(int id);
}
