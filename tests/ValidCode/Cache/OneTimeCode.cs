using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.OneTimeCodeCode;

/// <summary>GETDEL gives the code to one caller.</summary>
public sealed class OneTimeCode(IDatabase db)
{
    public async Task IssueAsync(string user, string code) => await db.StringSetAsync("code:" + user, code, TimeSpan.FromMinutes(5));

    public async Task<bool> VerifyAsync(string user, string code) => await db.StringGetDeleteAsync("code:" + user) == code;
}
