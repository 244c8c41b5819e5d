using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Cache;

/// <summary>Which rewrites are right for a pair, to go by what flows where. Whether the code has their shape is for the rewrites to say.</summary>
internal static class CacheFixes
{
    public static FixHandoff Offer(FixHandoff handoff, Hazard hazard) => For(hazard) is { } action ? handoff.Offer(action) : handoff;

    private static string? For(Hazard hazard)
    {
        var (read, write) = (hazard.Read, hazard.Write);
        if (read.Imported is not null || write.Imported is not null || !ReferenceEquals(read.Frame, write.Frame)) return null;
        return (write.Place.Store, write.Kind) switch
        {
            (StoreKind.Redis, AccessKind.Write) when IsSum(hazard) && read.Kind == AccessKind.Read => FixActions.UseRedisIncrement,
            (StoreKind.MemoryCache, AccessKind.Write) when IsSum(hazard) && read.Kind == AccessKind.Read => FixActions.UseCacheIncrement,
            (StoreKind.Redis, AccessKind.Write) when hazard.Pattern == HazardPattern.CheckThenAct && write.Spec.Shape == RedisTable.String && read.Kind == AccessKind.Check => FixActions.UseNotExists,
            (StoreKind.Redis, AccessKind.AddIfAbsent) when write.Spec.Shape == RedisTable.Set && read.Kind == AccessKind.Check => FixActions.UseSetAddResult,
            _ => null,
        };
    }

    /// <summary>The new value is the old one and something more.</summary>
    private static bool IsSum(Hazard hazard) =>
        hazard.Pattern == HazardPattern.LostUpdate
        && hazard.Write.Value.Sym is { Kind: SymKind.Pure, Head: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract, Parts: { Length: 2 } parts }
        && parts[0] is { Kind: SymKind.Result, Head: Access from } && ReferenceEquals(from, hazard.Read);
}
