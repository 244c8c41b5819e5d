using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.DistributedLockProviderCode;

/// <summary>A lock provider of another library.</summary>
public sealed class DistributedLockProvider(IDistributedCache cache, IDistributedLocks locks)
{
    public async Task AddAsync(string key)
    {
        await using var held = await locks.AcquireLockAsync(key);
        var total = int.Parse(await cache.GetStringAsync(key) ?? "0");
        await cache.SetStringAsync(key, (total + 1).ToString());
    }
}

public interface IDistributedLocks
{
    Task<IAsyncDisposable> AcquireLockAsync(string name);
}
