using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.ScriptedWindowCode;

/// <summary>A script counts and sets the expiry.</summary>
public sealed class ScriptedWindow(IDatabase db)
{
    private const string Script = """
        local n = redis.call('INCR', KEYS[1])
        if n == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
        return n
        """;

    public async Task<bool> AllowAsync(string client) => (long)await db.ScriptEvaluateAsync(Script, ["rate:" + client], [60000]) <= 100;
}
