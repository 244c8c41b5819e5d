using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.TwoLevelsCode;

/// <summary>A near cache is filled from a far one.</summary>
public sealed class TwoLevels(IMemoryCache near, IDistributedCache far)
{
    public async Task<string?> GetAsync(string key)
    {
        if (near.TryGetValue(key, out string? value)) return value;
        value = await far.GetStringAsync(key);
        if (value is not null) near.Set(key, value, TimeSpan.FromSeconds(10));
        return value;
    }
}
