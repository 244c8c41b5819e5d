using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.CodeByAnsweredDeleteCode;

/// <summary>Whoever deletes the code has used it.</summary>
public sealed class CodeByAnsweredDelete(IDatabase db)
{
    public async Task<bool> VerifyAsync(string user, string code)
    {
        var expected = await db.StringGetAsync("code:" + user);
        if (expected != code) return false;
        return await db.KeyDeleteAsync("code:" + user);
    }
}
