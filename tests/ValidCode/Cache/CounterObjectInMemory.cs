using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.CounterObjectInMemoryCode;

/// <summary>The entry is an object that counts atomically.</summary>
public sealed class CounterObjectInMemory(IMemoryCache cache)
{
    public int Hit(string client) => cache.GetOrCreate(client, _ => new Hits())!.Next();
}

public sealed class Hits
{
    private int _count;

    public int Next() => Interlocked.Increment(ref _count);
}
