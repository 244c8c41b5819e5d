using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.RefreshedOnTimerCode;

/// <summary>The whole value is computed anew.</summary>
public sealed class RefreshedOnTimer(IMemoryCache cache, IProducts products)
{
    public async Task RefreshAsync()
    {
        var product = await products.FindAsync(1);
        cache.Set("first", product);
    }
}

public sealed record Product(int Id, string Name, int Stock);

public interface IProducts
{
    Task<Product?> FindAsync(int id);
    Product Load(int id);
}
