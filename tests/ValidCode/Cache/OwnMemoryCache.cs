using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.OwnMemoryCacheCode;

/// <summary>A cache that one call made for itself.</summary>
public sealed class OwnMemoryCache(Func<int, int> compute)
{
    public int Sum(IEnumerable<int> values)
    {
        using var seen = new MemoryCache(new MemoryCacheOptions());
        var sum = 0;
        foreach (var value in values)
        {
            seen.Set(value, seen.Get<int>(value) + 1);
            sum += compute(value);
        }

        return sum;
    }
}
