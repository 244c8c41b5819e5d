using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.PresenceBeatCode;

/// <summary>Each beat writes the time, whatever was there.</summary>
public sealed class PresenceBeat(IDatabase db)
{
    public Task BeatAsync(string user) => db.StringSetAsync("seen:" + user, DateTime.UtcNow.Ticks, TimeSpan.FromMinutes(2));

    public async Task<bool> IsOnlineAsync(string user) => await db.KeyExistsAsync("seen:" + user);
}
