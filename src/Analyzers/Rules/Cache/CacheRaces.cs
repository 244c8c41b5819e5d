using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Cache;

/// <summary>What a pair of accesses to a cache or to Redis amounts to. Each pair is one of these, or nothing to report.</summary>
internal enum CacheRace
{
    None,

    /// <summary>An entry is read, changed and written back.</summary>
    EntryRewritten,

    /// <summary>The same, on a Redis string.</summary>
    StringRewritten,

    /// <summary>A hash field, set, list or sorted set is read or checked, then changed.</summary>
    StructureChanged,

    /// <summary>Nothing was found, so the caller takes itself for the first.</summary>
    Claimed,

    /// <summary>Nothing was found, so the entry is computed and stored.</summary>
    Filled,

    /// <summary>A value that is good for one use is read, then deleted.</summary>
    TakenOnce,

    /// <summary>A lock is compared with the own token, then deleted.</summary>
    LockReleased,
}

/// <summary>Sorts the pairs of one method. Every rule of the family looks at the same list, so that each pair has one rule.</summary>
internal static class CacheRaces
{
    public static IEnumerable<(CacheRace Race, Hazard Hazard)> In(RuleContext context)
    {
        if (!context.Flow.Accesses.Any(access => IsCache(access) && access.Kind.Writes())) yield break;
        foreach (var hazard in context.Hazards)
            if (IsCache(hazard.Write) && Of(hazard, context.Flow) is var race and not CacheRace.None) yield return (race, hazard);
        foreach (var pair in Removals.In(context)) yield return pair;
        foreach (var hazard in FullOnes(context.Flow)) yield return (CacheRace.StructureChanged, hazard);
        foreach (var hazard in Gates(context.Flow)) yield return (CacheRace.Claimed, hazard);
        foreach (var hazard in Overwrites.In(context.Flow)) yield return (hazard.Pattern == HazardPattern.UsedLater && !IsStructure(hazard.Write) ? CacheRace.Claimed : Rewritten(hazard.Write), hazard);
        foreach (var hazard in Emptied.In(context.Flow)) yield return (CacheRace.StructureChanged, hazard);
        foreach (var hazard in Draws.In(context)) yield return (CacheRace.StructureChanged, hazard);
    }

    /// <summary>A limit on how many there are, counted by the server or here, then one more: whether that one was new, which the command says, is another question.</summary>
    private static IEnumerable<Hazard> FullOnes(MethodFlow flow)
    {
        foreach (var add in flow.Accesses)
        {
            if (add.Kind != AccessKind.AddIfAbsent || !IsCache(add) || !IsStructure(add)) continue;
            foreach (var count in flow.ReadsIn(add.ControlReads))
                if (count.Kind is AccessKind.Count or AccessKind.Read && (add.Place with { SubKey = null }).With(count.Place) == Overlap.Same && Limits.IsOn(count, add)) yield return new(HazardPattern.CheckThenAct, count, add, Overlap.Container);
        }
    }

    /// <summary>A lock that is made when there is none, by a call that does not do so in one step: two callers wait at two locks.</summary>
    private static IEnumerable<Hazard> Gates(MethodFlow flow)
    {
        foreach (var access in flow.Accesses)
        {
            if (access.Spec.Shape != CachingTable.TwoSteps || access.Imported is not null) continue;
            var hazard = new Hazard(HazardPattern.CheckThenAct, access, access, Overlap.Same);
            if (Claims.Of(flow, hazard) is not null) yield return hazard;
        }
    }

    public static bool IsCache(Access access) => access.Place.Store is StoreKind.MemoryCache or StoreKind.DistributedCache or StoreKind.Redis;

    /// <summary>The write itself says whether it was the one that counted, and the code listens.</summary>
    public static bool IsAnswered(Access write) =>
        write.Source.ResultIsUsed && write.Source.Operation is Microsoft.CodeAnalysis.Operations.IInvocationOperation call && Answers.HasOne(call.TargetMethod.ReturnType);

    private static CacheRace Of(Hazard hazard, MethodFlow flow) => hazard.Pattern switch
    {
        HazardPattern.LostUpdate when hazard.Write.Kind == AccessKind.Write && hazard.Read.Spec.Shape != RedisTable.Expiry && !Rewrites.IsHarmless(hazard) && !Claims.IsMiss(hazard) => Rewritten(hazard.Write),
        HazardPattern.LostUpdate when hazard.Write.Kind == AccessKind.Add && hazard.Read.Kind == AccessKind.Count => CacheRace.StructureChanged, // a number from a count
        HazardPattern.DroppedCompareAndSet => CacheRace.EntryRewritten,
        HazardPattern.CheckThenAct when hazard.Write.Kind is AccessKind.Write or AccessKind.Add && (hazard.Read.Spec.Shape != RedisTable.Expiry || IsCounted(hazard.Write, flow)) => Checked(hazard, flow),
        HazardPattern.DroppedOutcome when hazard.Write.Kind == AccessKind.AddIfAbsent && Claims.Of(flow, hazard) is not null =>
            IsStructure(hazard.Write) ? CacheRace.StructureChanged : CacheRace.Claimed,
        _ => CacheRace.None,
    };

    /// <summary>What is set here is incremented elsewhere: that it is missing and that it has no time to live are one question.</summary>
    private static bool IsCounted(Access write, MethodFlow flow) => flow.Accesses.Any(access => access.Kind == AccessKind.Update && access.Place.With(write.Place) == Overlap.Same);

    private static CacheRace Rewritten(Access write) =>
        IsStructure(write) ? CacheRace.StructureChanged : write.Place.Store == StoreKind.Redis ? CacheRace.StringRewritten : CacheRace.EntryRewritten;

    private static CacheRace Checked(Hazard hazard, MethodFlow flow)
    {
        if (IsStructure(hazard.Write))
            return (Limits.IsOn(hazard) && !Limits.IsForAll(hazard, flow)) || Claims.Of(flow, hazard) is not null ? CacheRace.StructureChanged : CacheRace.None;
        if (hazard.Write.Kind == AccessKind.Add || hazard.Overlap != Overlap.Same) return CacheRace.None;
        if (Rewrites.IsExtreme(hazard)) return Rewritten(hazard.Write);
        return Claims.Of(flow, hazard) is not null ? CacheRace.Claimed : Claims.IsMiss(hazard) ? CacheRace.Filled : CacheRace.None;
    }

    private static bool IsStructure(Access write) => write.Spec.Shape is RedisTable.Hash or RedisTable.Set or RedisTable.List or RedisTable.SortedSet or RedisTable.Stream;
}
