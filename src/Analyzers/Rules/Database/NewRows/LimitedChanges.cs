using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database.NewRows;

/// <summary>Rows are counted, and while there is room one of them is given a state that counts: from the waiting list to confirmed.</summary>
internal static class LimitedChanges
{
    public static RowFinding? Find(Access write, RuleContext context)
    {
        if (write is not { Kind: AccessKind.Mutate, Value.Sym.Kind: SymKind.Constant, Member: IPropertySymbol column } || column.Type is not { TypeKind: TypeKind.Enum } and not { SpecialType: SpecialType.System_Boolean }) return null;
        if (write.Place.Container?.Root.Head is not Access { Place.Container.Head: INamedTypeSymbol entity } || Saves.After(write, context) is not { } save) return null;
        foreach (var read in context.Flow.ReadsIn(write.ControlReads))
        {
            if (read is not { Kind: AccessKind.Count, Place.Store: StoreKind.Entity } || read.Spec.Shape == Shapes.Extreme || !SymbolEqualityComparer.Default.Equals(read.Place.Container?.Head as ISymbol, entity)) continue;
            var hazard = new Hazard(HazardPattern.CheckThenAct, read, write, Overlap.Same);
            if (Existence.Asked(hazard) == RowRace.InsertUnderLimit) return Judgement.Of(new(RowRace.InsertUnderLimit, read, write, save, entity, null, Outcome.Racy, null), hazard, context);
        }

        return null;
    }
}
