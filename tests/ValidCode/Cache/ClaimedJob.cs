using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.ClaimedJobCode;

/// <summary>The answer of SREM says who has the job.</summary>
public sealed class ClaimedJob(IDatabase db, IMail mail)
{
    public async Task WorkAsync()
    {
        foreach (var job in await db.SetMembersAsync("open"))
        {
            if (!await db.SetRemoveAsync("open", job)) continue;
            await mail.SendAsync(job!);
        }
    }
}

public interface IMail
{
    Task SendAsync(string to);
}
