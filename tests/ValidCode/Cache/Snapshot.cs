using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.SnapshotCode;

/// <summary>A counter is copied under another key.</summary>
public sealed class Snapshot(IDatabase db)
{
    public async Task CloseDayAsync(string page, DateOnly day)
    {
        var hits = await db.StringGetAsync("hits:" + page);
        await db.StringSetAsync($"hits:{page}:{day:yyyyMMdd}", hits);
    }
}
