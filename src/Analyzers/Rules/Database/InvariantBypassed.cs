using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.Analyzers.Safety.Databases;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database;

/// <summary>RACE3010: a state that other writers give only while there is room is given here without looking.</summary>
internal sealed class InvariantBypassed() : Rule(
    "RACE3010",
    "Invariant that other writers check is bypassed",
    "'{0}' is set to '{1}' here without the limit that '{2}' checks first; the limit can be exceeded",
    "Other code counts rows before it gives them this state. Code that gives it without counting breaks what they keep.",
    Certainty.Likely)
{
    public override void Examine(RuleContext context)
    {
        foreach (var write in context.Flow.Accesses)
        {
            if (write is not { Kind: AccessKind.Mutate, Place.Store: StoreKind.Entity, Imported: null, Member: IPropertySymbol { Type.TypeKind: TypeKind.Enum } column }) continue;
            if (write.ValueOperation?.Syntax is not { } value || DatabaseConfinement.SetUp(context.Method) is not null || Saves.After(write, context) is null) continue;
            if (context.Safety.Databases.Compilation.GetSemanticModel(value.SyntaxTree).GetSymbolInfo(value, context.Cancellation).Symbol is not IFieldSymbol { IsConst: true } state) continue;
            if (Counts(context.Flow) || context.Safety.Databases.LimitedStates.CheckerOf(state) is not { } checker || SymbolEqualityComparer.Default.Equals(checker, context.Method)) continue;
            var handoff = checker.Locations[0].IsInSource ? FixHandoff.None.At(FixRoles.Related, checker.Locations[0]) : FixHandoff.None;
            context.Report(Descriptor, write, handoff, $"{column.ContainingType.Name}.{column.Name}", state.Name, checker.Name);
        }
    }

    private static bool Counts(MethodFlow flow)
    {
        foreach (var read in flow.Reads)
            if (read.Kind == AccessKind.Count) return true;
        return false;
    }
}
