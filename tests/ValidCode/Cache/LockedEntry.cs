using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.LockedEntryCode;

/// <summary>The entry itself is the lock.</summary>
public sealed class LockedEntry(IMemoryCache cache)
{
    public void Remember(string user, string page)
    {
        var pages = cache.GetOrCreate(user, _ => new List<string>())!;
        lock (pages)
        {
            pages.Add(page);
        }
    }
}
