using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.InvalidatedAfterSaveCode;

/// <summary>The entry goes when the row has changed.</summary>
public sealed class InvalidatedAfterSave(IDistributedCache cache, IProducts products)
{
    public async Task RenameAsync(int id, string name)
    {
        await products.RenameAsync(id, name);
        await cache.RemoveAsync($"product:{id}");
    }
}

public interface IProducts
{
    Task RenameAsync(int id, string name);
}
