using System.Collections.Immutable;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Hazards;

/// <summary>Pairs the reads of a method with the writes that depend on them.</summary>
internal static class HazardFinder
{
    /// <summary>All hazards of a method: by write in order, lost updates before check-then-acts.</summary>
    public static ImmutableArray<Hazard> Find(MethodFlow flow)
    {
        var hazards = ImmutableArray.CreateBuilder<Hazard>();
        foreach (var write in flow.Accesses)
        {
            if (!write.Kind.Writes()) continue;
            if (write.Kind == AccessKind.CompareAndSet)
            {
                DroppedCompareAndSet(flow, write, hazards);
                continue;
            }

            if (write.Kind is AccessKind.Take or AccessKind.AddIfAbsent && write is { Imported: null, ResultIsUsed: false })
                Dependent(flow, write, write.ControlReads, HazardPattern.DroppedOutcome, hazards);
            if (!write.Kind.IsBlindWrite() || write.IsConditional) continue;
            if (write.Kind == AccessKind.Mutate) ChangedInPlace(flow, write, hazards);
            Dependent(flow, write, write.Value.Origins, HazardPattern.LostUpdate, hazards);
            Dependent(flow, write, write.ControlReads & ~write.Value.Origins, HazardPattern.CheckThenAct, hazards);
        }

        return hazards.ToImmutable();
    }

    private static void Dependent(MethodFlow flow, Access write, ulong origins, HazardPattern pattern, ImmutableArray<Hazard>.Builder hazards)
    {
        foreach (var read in flow.ReadsIn(origins))
        {
            if (ReferenceEquals(read, write) || MetInside(read, write)) continue;
            var overlap = read.Place.With(write.Place);
            if (overlap == Overlap.Same || (overlap == Overlap.Container && pattern is HazardPattern.CheckThenAct or HazardPattern.DroppedOutcome)) hazards.Add(new(pattern, read, write, overlap));
        }
    }

    private static void DroppedCompareAndSet(MethodFlow flow, Access write, ImmutableArray<Hazard>.Builder hazards)
    {
        if (write.Imported is not null || write.ResultIsUsed) return;
        foreach (var read in flow.ReadsIn(write.Expected.Origins))
            if (!ReferenceEquals(read, write) && read.Place.With(write.Place) == Overlap.Same)
                hazards.Add(new(HazardPattern.DroppedCompareAndSet, read, write, Overlap.Same));
    }

    private static void ChangedInPlace(MethodFlow flow, Access write, ImmutableArray<Hazard>.Builder hazards)
    {
        if (write.Place.Container?.Root is { Kind: SymKind.Result, Head: Access read }) hazards.Add(new(HazardPattern.ChangedInPlace, read, write, Overlap.Same));
    }

    /// <summary>Both halves come from one call: the called method is where the pair is reported.</summary>
    private static bool MetInside(Access read, Access write) =>
        read.Imported is not null && write.Imported is not null && ReferenceEquals(read.Operation, write.Operation);
}
