using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.ProlongedCode;

/// <summary>The same bytes live longer.</summary>
public sealed class Prolonged(IDistributedCache cache)
{
    public async Task TouchAsync(string key)
    {
        var bytes = await cache.GetAsync(key);
        if (bytes is null) return;
        await cache.SetAsync(key, bytes, new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1) });
    }
}
