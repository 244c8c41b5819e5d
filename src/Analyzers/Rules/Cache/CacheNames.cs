using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Cache;

/// <summary>What the messages of this family call things.</summary>
internal static class CacheNames
{
    private const int Longest = 60;

    /// <summary>The key as the source writes it, with the field under it.</summary>
    public static string Of(Access access)
    {
        var text = access.KeyOperation?.Syntax.ToString() ?? "the entry";
        return text.Length <= Longest ? text : text.Substring(0, Longest) + "…";
    }

    /// <summary>Who can get in between.</summary>
    public static string Others(Access access) =>
        access.Place.Store == StoreKind.MemoryCache ? "another request" : access.Spec.Shape == CachingTable.Session ? "another request of the same user" : "another process";
}
