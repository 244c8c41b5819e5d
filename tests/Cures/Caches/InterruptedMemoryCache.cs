using Microsoft.Extensions.Caching.Memory;

namespace RaceSafe.Cures.Tests.Caches;

/// <summary>
/// The real cache on a machine where the scheduler strikes at the worst moment: after a read, others get their turn. What takes a moment between reading
/// and writing elsewhere, is here the wait.
/// </summary>
internal sealed class InterruptedMemoryCache : IMemoryCache
{
    private readonly MemoryCache _cache = new(new MemoryCacheOptions());

    public bool TryGetValue(object key, out object? value)
    {
        var found = _cache.TryGetValue(key, out value);
        Thread.Sleep(1);
        return found;
    }

    public ICacheEntry CreateEntry(object key) => _cache.CreateEntry(key);

    public void Remove(object key) => _cache.Remove(key);

    public void Dispose() => _cache.Dispose();
}
