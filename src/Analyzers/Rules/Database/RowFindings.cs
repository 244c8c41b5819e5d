using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Rules.Database.ChangedRows;
using RaceSafe.Analyzers.Rules.Database.NewRows;
using RaceSafe.Analyzers.Rules.Database.Sql;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database;

/// <summary>Sorts the hazards of a method on rows into races, and asks of each what may prevent it.</summary>
internal static class RowFindings
{
    public static ImmutableArray<RowFinding> Of(RuleContext context)
    {
        var found = ImmutableArray.CreateBuilder<RowFinding>();
        foreach (var hazard in context.Hazards)
        {
            if (hazard.Write.Place.Store == StoreKind.Entity && Judge(hazard, context) is { } finding) found.Add(finding);
            if (hazard.Write.Place.Store == StoreKind.SqlRow && (SqlUpdates.Find(hazard, context) ?? SqlInserts.Find(hazard, context) ?? SqlStates.Find(hazard, context)) is { } update) found.Add(update);
        }

        foreach (var write in context.Flow.Accesses)
        {
            if (write.Place.Store == StoreKind.SqlRow && (SqlUpdates.FindLoaded(write, context) ?? SqlUpdates.FindCarried(write, context) ?? SqlSelections.Find(write, context) ?? SqlNumbers.Find(write, context) ?? SqlNumbers.FindWithin(write, context) ?? SqlStates.FindPicked(write, context)) is { } computed) found.Add(computed);
            if (write.Place.Store != StoreKind.Entity) continue;
            if (write is { Kind: AccessKind.Add } && NextNumbers.Find(write, context) is { } number) found.Add(number);
            if (write is { Kind: AccessKind.Add } && EnsuredInserts.Find(write, context) is { } ensured) found.Add(ensured);
            if (write is { Kind: AccessKind.Add } && LoadedLists.Find(write, context) is { } looked) found.Add(looked);
            if (write is { Kind: AccessKind.Add } && RelatedChecks.Find(write, context) is { } booked) found.Add(booked);
            if (write is { Kind: AccessKind.Add } && DecidedRows.Find(write, context) is { } decided) found.Add(decided);
            if (write is { Kind: AccessKind.Add or AccessKind.Mutate } && NavigationInserts.Find(write, context) is { } added) found.Add(added);
            if (write is { Kind: AccessKind.Mutate } && (LimitedChanges.Find(write, context) ?? PickedRows.Find(write, context) ?? CheckedRows.Find(write, context)) is { } changed) found.Add(changed);
            if (write is { Kind: AccessKind.Write } && StandIns.Find(write, context) is { } overwritten) found.Add(overwritten);
            if (write is { Kind: AccessKind.Update, Spec.Shape: Shapes.SetBased } && StaleValues.Find(write, context) is { } stale) found.Add(stale);
        }

        return found.ToImmutable();
    }

    private static RowFinding? Judge(Hazard hazard, RuleContext context) => hazard.Write.Kind switch
    {
        AccessKind.Mutate when hazard.Overlap == Overlap.Same && hazard.Pattern != HazardPattern.ChangedInPlace => Changed(hazard, context),
        AccessKind.Add when hazard.Pattern == HazardPattern.CheckThenAct => Inserted(hazard, context),
        _ => null,
    };

    /// <summary>A tracked object is changed and saved.</summary>
    private static RowFinding? Changed(Hazard hazard, RuleContext context)
    {
        var write = hazard.Write;
        if (hazard.Read.Member is not { } column || write.Place.Container?.Root.Head is not Access load || !ChangedColumns.Is(column)) return null;
        if (write.Imported is not null && context.Safety.Databases.SavingCallers.IsStep(write.Operation)) return null;
        if (ChangedColumns.RowOf(write) is not { } entity || !IsEntity(entity, load, context)) return null;
        if (load.Spec.Shape == Shapes.Untracked && !IsAttached(write, context)) return null;
        if (RaceOf(hazard, context.Flow) is not { } race || Saves.After(write, context) is not { } save) return null;
        if (race == RowRace.RelativeChange ? Recomputed.Is(write) : IsAdded(write, context)) return null;
        return Judgement.Of(new(race, load, write, save, entity, column, Outcome.Racy, null), hazard, context);
    }

    private static RowRace? RaceOf(Hazard hazard, MethodFlow flow)
    {
        if (Relative.Kind(hazard) is { } race && (race != RowRace.StateChange || States.DecideIt(hazard, flow))) return race;
        if (RowClaims.KeepsExtreme(hazard)) return RowRace.RelativeChange;
        return RowClaims.FillsEmpty(hazard, flow) ? RowRace.StateChange : null;
    }

    private static RowFinding? Inserted(Hazard hazard, RuleContext context)
    {
        if (hazard.Write.Place.Container?.Head is not INamedTypeSymbol entity || (hazard.Read.Kind.Writes() && !hazard.Read.Spec.SaysHowMany)) return null;
        if (Existence.Asked(hazard) is not { } race || (race == RowRace.InsertIfAbsent && QueryText.AskedColumns(hazard.Read).Count == 0)) return null;
        if (Saves.After(hazard.Write, context) is not { } save) return null;
        return Judgement.Of(new(race, hazard.Read, hazard.Write, save, entity, null, Outcome.Racy, null), hazard, context);
    }

    private static bool IsEntity(INamedTypeSymbol owner, Access load, RuleContext context) =>
        (load.Place.Container?.Head is INamedTypeSymbol row && context.Safety.Databases.Entities.IsReached(row, owner)) || context.Safety.Databases.Entities.Contains(owner);

    /// <summary>The changed object is added as a row of its own: it was none before, whatever it hung on.</summary>
    private static bool IsAdded(Access write, RuleContext context)
    {
        foreach (var other in context.Flow.Accesses)
            if (other is { Kind: AccessKind.Add, Place.Store: StoreKind.Entity } && other.Value.Sym == write.Place.Container) return true;
        return false;
    }

    /// <summary>The changed object is handed to the context as a whole.</summary>
    private static bool IsAttached(Access write, RuleContext context)
    {
        foreach (var other in context.Flow.Accesses)
            if (other is { Kind: AccessKind.Write, Spec.Shape: Shapes.Attached } && (other.Value.Sym == write.Place.Container || other.Value.Sym == write.Place.Container?.Root)) return true;
        return false;
    }
}
