using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.RedisLockedCode;

/// <summary>A Redis lock around read and write.</summary>
public sealed class RedisLocked(IDatabase db)
{
    public async Task<bool> AddAsync(string key, int by)
    {
        var token = Guid.NewGuid().ToString();
        if (!await db.LockTakeAsync("lock:" + key, token, TimeSpan.FromSeconds(10))) return false;
        try
        {
            var total = (int)await db.StringGetAsync(key);
            await db.StringSetAsync(key, total + by);
            return true;
        }
        finally
        {
            await db.LockReleaseAsync("lock:" + key, token);
        }
    }
}
