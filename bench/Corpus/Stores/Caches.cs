using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;

namespace Corpus.Part__N__;

public sealed record Profile(string Id, string Name, int Visits);

public interface IProfileSource
{
    Task<Profile> LoadAsync(string id, CancellationToken cancellationToken);
}

public sealed class Caches(IMemoryCache memory, IDistributedCache distributed, IDatabase redis, IProfileSource source)
{
    private static string Key(string id) => $"profile:__N__:{id}";

    public async Task<Profile> GetAsync(string id, CancellationToken cancellationToken)
    {
        if (memory.TryGetValue(Key(id), out Profile? cached) && cached is not null) return cached;
        var bytes = await distributed.GetAsync(Key(id), cancellationToken).ConfigureAwait(false);
        var profile = bytes is null
            ? await source.LoadAsync(id, cancellationToken).ConfigureAwait(false)
            : JsonSerializer.Deserialize<Profile>(bytes)!;
        if (bytes is null)
            await distributed.SetAsync(Key(id), JsonSerializer.SerializeToUtf8Bytes(profile), new DistributedCacheEntryOptions(), cancellationToken).ConfigureAwait(false);
        memory.Set(Key(id), profile, TimeSpan.FromMinutes(5));
        return profile;
    }

    public async Task VisitAsync(string id, CancellationToken cancellationToken)
    {
        var profile = await GetAsync(id, cancellationToken).ConfigureAwait(false);
        var next = profile with { Visits = profile.Visits + 1 };
        await distributed.SetAsync(Key(id), JsonSerializer.SerializeToUtf8Bytes(next), new DistributedCacheEntryOptions(), cancellationToken).ConfigureAwait(false);
        memory.Remove(Key(id));
    }

    public async Task<bool> ConsumeCodeAsync(string code, CancellationToken cancellationToken)
    {
        var stored = await distributed.GetStringAsync("code:" + code, cancellationToken).ConfigureAwait(false);
        if (stored is null) return false;
        await distributed.RemoveAsync("code:" + code, cancellationToken).ConfigureAwait(false);
        return stored == Encoding.UTF8.GetString([1, 2, __N__ % 100]);
    }

    public async Task<long> NextSequenceAsync(string stream)
    {
        var current = await redis.StringGetAsync("seq:" + stream).ConfigureAwait(false);
        var next = current.IsNull ? 1 : (long)current + 1;
        await redis.StringSetAsync("seq:" + stream, next).ConfigureAwait(false);
        return next;
    }

    public async Task<bool> AllowAsync(string client)
    {
        var count = await redis.StringIncrementAsync("rate:" + client).ConfigureAwait(false);
        if (count == 1) await redis.KeyExpireAsync("rate:" + client, TimeSpan.FromMinutes(1)).ConfigureAwait(false);
        return count <= 100;
    }

    public Task<bool> ClaimAsync(string job) => redis.StringSetAsync("job:" + job, "taken", TimeSpan.FromMinutes(1), When.NotExists);
}
