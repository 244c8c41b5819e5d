using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.JobQueueCode;

/// <summary>A job is moved from one list to another in one command.</summary>
public sealed class JobQueue(IDatabase db)
{
    public Task EnqueueAsync(string job) => db.ListLeftPushAsync("jobs", job);

    public async Task<string?> NextAsync() => await db.ListRightPopLeftPushAsync("jobs", "running");
}
