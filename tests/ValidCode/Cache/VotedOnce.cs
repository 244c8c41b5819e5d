using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.VotedOnceCode;

/// <summary>SADD says whether the member is new.</summary>
public sealed class VotedOnce(IDatabase db)
{
    public async Task<bool> VoteAsync(int poll, string user)
    {
        if (!await db.SetAddAsync($"voters:{poll}", user)) return false;
        await db.HashIncrementAsync("votes", poll);
        return true;
    }
}
