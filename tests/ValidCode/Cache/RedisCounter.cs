using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.RedisCounterCode;

/// <summary>The server counts.</summary>
public sealed class RedisCounter(IDatabase db)
{
    public Task<long> HitAsync(string page) => db.StringIncrementAsync("hits:" + page);

    public async Task<long> CountAsync(string page) => (long)await db.StringGetAsync("hits:" + page);
}
