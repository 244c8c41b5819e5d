using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Memory;

/// <summary>
/// An entry is removed by its key because of the value that it held: <c>if (d[k] == 0) d.TryRemove(k, out _)</c>. Whoever gives it another value in
/// between loses that.
/// </summary>
internal static class EntryRemovals
{
    public static bool Is(Hazard hazard, RuleContext context) =>
        hazard is { Pattern: HazardPattern.DroppedOutcome or HazardPattern.UnseenTake, Overlap: Overlap.Same, Read.Kind: AccessKind.Read or AccessKind.Update, Write: { Imported: null, Kind: AccessKind.Take, Spec.Store: StoreKind.ConcurrentCollection } }
        && DropsTheValue(hazard.Write)
        && hazard.Write.ContainerOperation is { Type: INamedTypeSymbol { TypeArguments: { Length: 2 } entry } } container
        && IsReplacedWhole(entry[1])
        && Decisions.Between(hazard.Read, hazard.Write).Any(decision => IsAboutValue(decision.Sym, hazard.Read) && !IsDecidedLater(decision, hazard.Write))
        && container is IMemberReferenceOperation { Member: var member }
        && context.Safety.Sharing.IsReplaced(member);

    /// <summary>The value only kept some out before. Something else decides after that whether it is removed.</summary>
    private static bool IsDecidedLater(Decision decision, Access take) =>
        decision.Condition.Syntax.FirstAncestorOrSelf<StatementSyntax>() is { } asked && take.Frame.DecisionsFor(take.Block).Any(other => other.Condition.Syntax.SpanStart > asked.Span.End);

    private static bool DropsTheValue(Access take) =>
        take.Operation is IInvocationOperation call && call.Arguments.All(argument => argument.Parameter?.RefKind != RefKind.Out || argument.Value is IDiscardOperation);

    /// <summary>The value cannot change in place: another one is another entry.</summary>
    private static bool IsReplacedWhole(ITypeSymbol value) => value.IsValueType || value.IsRecord || value.SpecialType == SpecialType.System_String;

    /// <summary>It compares what was found, or a part of it, with something; that there is an entry at all says nothing of its value.</summary>
    private static bool IsAboutValue(Sym? condition, Access read) => condition switch
    {
        { Kind: SymKind.Pure, Head: UnaryOperatorKind.Not, Parts: { Length: 1 } negated } => IsAboutValue(negated[0], read),
        { Kind: SymKind.Pure, Head: BinaryOperatorKind, Parts: { Length: 2 } sides } => !sides.Contains(Sym.Null) && sides.Any(side => Mentions(side, read)),
        _ => false,
    };

    private static bool Mentions(Sym value, Access read) =>
        value.Kind == SymKind.Result ? ReferenceEquals(value.Head, read) : value.Kind is SymKind.Pure or SymKind.Member && value.Parts.Any(part => Mentions(part, read));
}
