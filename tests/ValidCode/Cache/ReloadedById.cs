using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.ReloadedByIdCode;

/// <summary>The old entry only says what to load.</summary>
public sealed class ReloadedById(IDistributedCache cache, IProducts products)
{
    public async Task ReloadAsync(string key)
    {
        var json = await cache.GetStringAsync(key);
        if (json is null) return;
        var old = JsonSerializer.Deserialize<Product>(json)!;
        var fresh = await products.FindAsync(old.Id);
        await cache.SetStringAsync(key, JsonSerializer.Serialize(fresh));
    }
}

public sealed record Product(int Id, string Name, int Stock);

public interface IProducts
{
    Task<Product?> FindAsync(int id);
    Product Load(int id);
}
