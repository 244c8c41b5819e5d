using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.ProcessedOnceCode;

/// <summary>SET NX says who is first.</summary>
public sealed class ProcessedOnce(IDatabase db, IMail mail)
{
    public async Task HandleAsync(string message)
    {
        if (!await db.StringSetAsync("handled:" + message, 1, TimeSpan.FromDays(1), When.NotExists)) return;
        await mail.SendAsync(message);
    }
}

public interface IMail
{
    Task SendAsync(string to);
}
