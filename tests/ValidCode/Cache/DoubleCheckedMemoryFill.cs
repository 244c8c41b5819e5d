using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.DoubleCheckedMemoryFillCode;

/// <summary>Looks again under the lock before it computes.</summary>
public sealed class DoubleCheckedMemoryFill(IMemoryCache cache, IProducts products)
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    public async Task<Product?> GetAsync(int id)
    {
        if (cache.TryGetValue(id, out Product? product)) return product;
        await _gate.WaitAsync();
        try
        {
            if (cache.TryGetValue(id, out product)) return product;
            product = await products.FindAsync(id);
            cache.Set(id, product);
            return product;
        }
        finally
        {
            _gate.Release();
        }
    }
}

public sealed record Product(int Id, string Name, int Stock);

public interface IProducts
{
    Task<Product?> FindAsync(int id);
    Product Load(int id);
}
