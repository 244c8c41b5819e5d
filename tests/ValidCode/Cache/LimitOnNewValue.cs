using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.LimitOnNewValueCode;

/// <summary>The limit is compared with what the increment gave.</summary>
public sealed class LimitOnNewValue(IDatabase db)
{
    public async Task<bool> LoginAsync(string user)
    {
        if ((int)await db.StringGetAsync("failed:" + user) >= 5) return false;
        var failed = await db.StringIncrementAsync("failed:" + user);
        return failed <= 5;
    }
}
