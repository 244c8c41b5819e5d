using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.TwoDistributedLevelsCode;

/// <summary>Two fields of one type are two caches.</summary>
public sealed class TwoDistributedLevels(IDistributedCache near, IDistributedCache far)
{
    public async Task<string?> GetAsync(string key)
    {
        var value = await near.GetStringAsync(key);
        if (value is not null) return value;
        value = await far.GetStringAsync(key);
        if (value is not null) await near.SetStringAsync(key, value);
        return value;
    }
}
