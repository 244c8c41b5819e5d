using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.ResetWithAnswerCode;

/// <summary>The old count is taken and the new one begins in one command.</summary>
public sealed class ResetWithAnswer(IDatabase db)
{
    public async Task<long> DrainAsync(string key) => (long)await db.StringGetSetAsync(key, 0);
}
