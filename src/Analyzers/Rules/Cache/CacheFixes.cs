using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Cache;

/// <summary>Which rewrites can be right for a pair, to go by what flows where. Whether the code has their shape is for the rewrites to say.</summary>
internal static class CacheFixes
{
    private static readonly string[] s_rewritten = [FixActions.UseRedisIncrement, FixActions.UseCacheIncrement, FixActions.UseCacheTryIncrement, FixActions.UseCacheUpdate];
    private static readonly string[] s_claimed = [FixActions.UseNotExists, FixActions.UseCacheClaim, FixActions.UseCacheGetOrCreate, FixActions.UseCompareAndSet];

    /// <summary>The first server that has GETDEL and the conditions of ZADD.</summary>
    private static readonly Version s_sixTwo = new(6, 2);

    public static FixHandoff Offer(FixHandoff handoff, Hazard hazard)
    {
        foreach (var action in For(hazard)) handoff = handoff.Offer(action);
        return handoff;
    }

    /// <summary>The server that the program says it may meet has the commands that came with Redis 6.2.</summary>
    public static bool HasNewerCommands(RuleContext context) => context.Options.RedisMinServerVersion is not { } oldest || oldest >= s_sixTwo;

    /// <summary>Both halves stand in the same body: else one of them serves other callers too.</summary>
    public static bool AreTogether(Access read, Access write) => read.Imported is null && write.Imported is null && ReferenceEquals(read.Frame, write.Frame);

    private static string[] For(Hazard hazard)
    {
        var (read, write) = (hazard.Read, hazard.Write);
        if (!AreTogether(read, write)) return [];
        return (hazard.Pattern, write.Kind) switch
        {
            (HazardPattern.LostUpdate, AccessKind.Write) when read.Kind == AccessKind.Read => s_rewritten,
            (HazardPattern.CheckThenAct, AccessKind.GetOrAdd) => [FixActions.UseGateOnce],
            (HazardPattern.CheckThenAct, AccessKind.Write) when read.Kind is AccessKind.Check or AccessKind.Read => s_claimed,
            (_, AccessKind.AddIfAbsent) when write.Spec.Shape == RedisTable.Set && read.Kind == AccessKind.Check => [FixActions.UseSetAddResult],
            _ => [],
        };
    }
}
