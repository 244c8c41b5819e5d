using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.CopiedBeforeChangeCode;

/// <summary>A copy is changed, not the entry.</summary>
public sealed class CopiedBeforeChange(IMemoryCache cache)
{
    public List<string> With(string user, string page)
    {
        var pages = cache.TryGetValue(user, out List<string>? known) ? known!.ToList() : [];
        pages.Add(page);
        return pages;
    }
}
