using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.DecoratedCopyCode;

/// <summary>A deserialized object is the caller's own.</summary>
public sealed class DecoratedCopy(IDistributedCache cache)
{
    public async Task<Product> ShownAsync(string key)
    {
        var product = JsonSerializer.Deserialize<Product>((await cache.GetStringAsync(key))!)!;
        product.Labels.Add("cached");
        return product;
    }
}

public sealed class Product
{
    public List<string> Labels { get; set; } = [];
}
