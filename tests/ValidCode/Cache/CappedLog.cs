using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.CappedLogCode;

/// <summary>A long list is cut; cutting twice cuts the same.</summary>
public sealed class CappedLog(IDatabase db)
{
    public async Task LogAsync(string line)
    {
        await db.ListLeftPushAsync("log", line);
        if (await db.ListLengthAsync("log") > 1000) await db.ListTrimAsync("log", 0, 999);
    }
}
