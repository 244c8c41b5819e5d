using System.Collections.Immutable;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Places;
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
            if (Throws(write)) Drained(flow, write, hazards);
            if (write.Kind == AccessKind.CompareAndSet)
            {
                DroppedCompareAndSet(flow, write, hazards);
                continue;
            }

            if (write.Kind is AccessKind.Write or AccessKind.AddIfAbsent && write is not { Imported: null, Kind: AccessKind.AddIfAbsent, ResultIsUsed: true }) KeyFromCount(flow, write, hazards);
            if (write is { Kind: AccessKind.AddIfAbsent, Place.Store: StoreKind.ConcurrentCollection, Imported: null, ResultIsUsed: true }) Limited(flow, write, hazards);
            if (write.Kind is AccessKind.Take or AccessKind.AddIfAbsent && write is { Imported: null, ResultIsUsed: false })
            {
                Dependent(flow, write, write.ControlReads, HazardPattern.DroppedOutcome, hazards);
                if (write.Kind == AccessKind.Take) Dependent(flow, write, write.Value.Origins, HazardPattern.LostUpdate, hazards); // an exchange of what was read for what was made of it
            }

            if (write is { Kind: AccessKind.Take, Place.Store: StoreKind.ConcurrentCollection, Imported: null, ResultIsUsed: true }) Dependent(flow, write, write.ControlReads, HazardPattern.UnseenTake, hazards);
            if (write is { Kind: AccessKind.Update, Spec.Store: StoreKind.Field, Imported: null, ResultIsUsed: false }) Dependent(flow, write, write.ControlReads, HazardPattern.CheckThenAct, hazards);
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
            if (ReferenceEquals(read, write) || read.Kind == AccessKind.Enumerate || MetInside(flow, read, write)) continue;
            var overlap = read.Place.With(write.Place);
            if (pattern == HazardPattern.LostUpdate && (overlap == Overlap.Container ? IsInside(write.Place, read.Place) || Fields.Meet(read, write) : overlap == Overlap.Unknown && IsCarried(write, read.Place))) overlap = Overlap.Same;
            if (overlap == Overlap.Same || (overlap == Overlap.Container && pattern is HazardPattern.CheckThenAct or HazardPattern.DroppedOutcome)) hazards.Add(new(pattern, read, write, overlap));
        }
    }

    /// <summary>Whether an add succeeded says nothing of how many there are: a limit that was checked before is not kept by it.</summary>
    private static void Limited(MethodFlow flow, Access write, ImmutableArray<Hazard>.Builder hazards)
    {
        foreach (var read in flow.ReadsIn(write.ControlReads))
            if (read.Kind == AccessKind.Count && !MetInside(flow, read, write) && read.Place.With(write.Place) == Overlap.Container) hazards.Add(new(HazardPattern.CheckThenAct, read, write, Overlap.Container));
    }

    private static void KeyFromCount(MethodFlow flow, Access write, ImmutableArray<Hazard>.Builder hazards)
    {
        if (write.Place.Store != StoreKind.ConcurrentCollection) return;
        foreach (var read in flow.ReadsIn(write.KeyOrigins))
            if (read.Kind == AccessKind.Count && !MetInside(flow, read, write) && read.Place.With(write.Place) == Overlap.Container) hazards.Add(new(HazardPattern.KeyFromCount, read, write, Overlap.Container));
    }

    /// <summary>All fields of a key were read, and one of them is written from what was there.</summary>
    private static bool IsInside(Place written, Place read) => written.Store == StoreKind.Redis && read is { Key: not null, SubKey: null } && written.SubKey is not null && (written with { SubKey = null }).With(read) == Overlap.Same;

    /// <summary>What is written carries the key under which it was read: <c>Find(id)</c>, then <c>Save(item.Id, item)</c>.</summary>
    private static bool IsCarried(Access write, Place read) =>
        read.Key is { } key && write.Place.Key is { } own && (write.Place with { Key = key }).With(read) == Overlap.Same
        && key.IsLike(own, (asked, carried) => asked.Kind != SymKind.Constant && carried is { Kind: SymKind.Member, Parts: { Length: 1 } owner } && Holds(write.Value.Sym, owner[0]));

    private static bool Holds(Sym value, Sym part) => value == part || (value.Kind == SymKind.Pure && value.Parts.Any(inner => Holds(inner, part)));

    private static void DroppedCompareAndSet(MethodFlow flow, Access write, ImmutableArray<Hazard>.Builder hazards)
    {
        if (write.Imported is not null || write.ResultIsUsed) return;
        foreach (var read in flow.ReadsIn(write.Expected.Origins))
            if (!ReferenceEquals(read, write) && read.Place.With(write.Place) == Overlap.Same)
                hazards.Add(new(HazardPattern.DroppedCompareAndSet, read, write, Overlap.Same));
    }

    /// <summary>All entries are thrown away, or a figure begins again at nothing.</summary>
    private static bool Throws(Access write) => write is { Imported: null, ResultIsUsed: false } && write.Spec.Store switch
    {
        StoreKind.ConcurrentCollection => write is { Kind: AccessKind.Remove, Place.Key: null },
        StoreKind.Field => write is { Kind: AccessKind.Write or AccessKind.Take, Value.Sym: { Kind: SymKind.Constant, Head: 0 or 0L or 0D or 0U or 0UL } },
        _ => false,
    };

    private static void Drained(MethodFlow flow, Access write, ImmutableArray<Hazard>.Builder hazards)
    {
        foreach (var read in flow.Reads)
            if (read is { Imported: null, Kind: AccessKind.Read or AccessKind.Enumerate } && ReferenceEquals(read.Frame, write.Frame)
                && read.Operation.Syntax.SpanStart < write.Operation.Syntax.SpanStart && read.Place.With(write.Place) == Overlap.Same) hazards.Add(new(HazardPattern.Drained, read, write, Overlap.Same));
    }

    private static void ChangedInPlace(MethodFlow flow, Access write, ImmutableArray<Hazard>.Builder hazards)
    {
        if (write.Place.Container?.Root is { Kind: SymKind.Result, Head: Access read } && !MetInside(flow, read, write)) hazards.Add(new(HazardPattern.ChangedInPlace, read, write, Overlap.Same));
    }

    /// <summary>
    /// Both halves come from one call, and the called method could see what they are: that is where the pair is reported. It could not when
    /// only the caller knows that a store gave out the object, or when only the caller makes the change effective.
    /// </summary>
    private static bool MetInside(MethodFlow flow, Access read, Access write)
    {
        if (read.Imported is null || write.Imported is null || !ReferenceEquals(read.Operation, write.Operation)) return false;
        if (read.Imported.Place.Store != read.Place.Store || write.Imported.Place.Store != write.Place.Store) return false;
        if (write.Place.Store != StoreKind.Entity || write.Kind != AccessKind.Mutate) return true;
        foreach (var commit in flow.Accesses)
            if (commit.Kind == AccessKind.Commit && ReferenceEquals(commit.Operation, write.Operation)) return true;
        return false;
    }
}
