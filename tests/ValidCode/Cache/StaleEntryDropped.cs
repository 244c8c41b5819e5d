using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.StaleEntryDroppedCode;

/// <summary>An entry that is too old is thrown away.</summary>
public sealed class StaleEntryDropped(IMemoryCache cache)
{
    public Entry? Get(string key)
    {
        if (!cache.TryGetValue(key, out Entry? entry)) return null;
        if (entry!.Until < DateTime.UtcNow)
        {
            cache.Remove(key);
            return null;
        }

        return entry;
    }
}

public sealed record Entry(DateTime Until, string Text);
