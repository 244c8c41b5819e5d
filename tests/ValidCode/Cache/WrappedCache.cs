using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.WrappedCacheCode;

/// <summary>A wrapper of one's own, used as cache-aside.</summary>
public sealed class WrappedCache(IDistributedCache cache)
{
    public async Task<T> GetOrAddAsync<T>(string key, Func<Task<T>> load)
    {
        var bytes = await cache.GetAsync(key);
        if (bytes is not null) return JsonSerializer.Deserialize<T>(bytes)!;
        var value = await load();
        await cache.SetAsync(key, JsonSerializer.SerializeToUtf8Bytes(value));
        return value;
    }
}
