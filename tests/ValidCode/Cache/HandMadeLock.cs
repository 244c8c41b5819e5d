using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.HandMadeLockCode;

/// <summary>SET NX, the work, the delete of the lock by a script.</summary>
public sealed class HandMadeLock(IDatabase db)
{
    public async Task AddAsync(string key)
    {
        if (!await db.StringSetAsync("mutex:" + key, 1, TimeSpan.FromSeconds(10), When.NotExists)) return;
        try
        {
            var total = (int)await db.StringGetAsync(key);
            await db.StringSetAsync(key, total * 2);
        }
        finally
        {
            await db.KeyDeleteAsync("mutex:" + key);
        }
    }
}
