using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.TransactedWindowCode;

/// <summary>Counter and expiry in one MULTI.</summary>
public sealed class TransactedWindow(IDatabase db)
{
    public async Task<bool> AllowAsync(string client)
    {
        var transaction = db.CreateTransaction();
        var count = transaction.StringIncrementAsync(client);
        _ = transaction.KeyExpireAsync(client, TimeSpan.FromMinutes(1));
        await transaction.ExecuteAsync();
        return await count <= 100;
    }
}
