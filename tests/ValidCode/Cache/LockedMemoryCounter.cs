using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.LockedMemoryCounterCode;

/// <summary>A counter in a memory cache under a lock.</summary>
public sealed class LockedMemoryCounter(IMemoryCache cache)
{
    private readonly object _gate = new();

    public int Hit(string client)
    {
        lock (_gate)
        {
            var count = cache.TryGetValue(client, out int known) ? known + 1 : 1;
            cache.Set(client, count, TimeSpan.FromMinutes(1));
            return count;
        }
    }
}
