using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.HealedWindowCode;

/// <summary>A counter without an expiry gets one the next time.</summary>
public sealed class HealedWindow(IDatabase db)
{
    public async Task<bool> AllowAsync(string client)
    {
        var count = await db.StringIncrementAsync(client);
        if (await db.KeyTimeToLiveAsync(client) is null) await db.KeyExpireAsync(client, TimeSpan.FromMinutes(1));
        return count <= 100;
    }
}
