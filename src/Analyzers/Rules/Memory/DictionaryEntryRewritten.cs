using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Memory;

/// <summary>RACE1001: an entry of a ConcurrentDictionary is read, changed and written back.</summary>
internal sealed class DictionaryEntryRewritten() : HazardRule(
    "RACE1001",
    "ConcurrentDictionary entry is read, changed and written back",
    "Another thread can change '{0}' between the read on line {1} and this write; its update is lost",
    "Each call on a ConcurrentDictionary is atomic, two calls are not: whatever another thread wrote between the read and the write is overwritten.")
{
    protected override bool Claims(Hazard hazard, RuleContext context) =>
        hazard.Write.Spec is { Store: StoreKind.ConcurrentCollection, Kind: AccessKind.Write or AccessKind.CompareAndSet }
        && hazard.Pattern is HazardPattern.LostUpdate or HazardPattern.DroppedCompareAndSet
        && hazard.Read.Kind is AccessKind.Read or AccessKind.GetOrAdd
        && !WritesBackTheSameObject(hazard)
        && !IsRenewal(hazard);

    protected override void Report(Hazard hazard, RuleContext context)
    {
        var handoff = Handoffs.For(hazard);
        if (IsOneUpdate(hazard, context.Flow))
        {
            handoff = handoff
                .Offer(FixActions.UseAddOrUpdate)
                .Offer(FixActions.RetryCompareAndSet)
                .Offer(FixActions.UseRuntimeIncrement)
                .Offer(FixActions.UseRuntimeUpdate);
        }

        context.Report(Descriptor, hazard.Write, handoff, Names.Of(hazard.Write), Names.Line(hazard.Read));
    }

    /// <summary>The object that was read is put back; if it was changed in between, that is RACE1003.</summary>
    private static bool WritesBackTheSameObject(Hazard hazard) =>
        hazard.Write.Kind == AccessKind.Write && hazard.Write.ValueOperation?.Type?.IsValueType != true
        && (hazard.Write.Value.Sym.Kind == SymKind.Result || (hazard.Write.Value.Sym.Kind == SymKind.Phi && hazard is { Read.Imported: not null, Write.Imported: not null }));

    /// <summary>
    /// <c>TryUpdate(key, new Entry(old.Value, later), old)</c>: what was there is put into a new wrapper as it was. If another thread has replaced it by then, that
    /// is newer anyway, and nothing is overwritten.
    /// </summary>
    private static bool IsRenewal(Hazard hazard)
    {
        if (hazard.Pattern != HazardPattern.DroppedCompareAndSet || hazard.Write.ValueOperation is not { Syntax: (BaseObjectCreationExpressionSyntax or WithExpressionSyntax) and var wrapper }) return false;
        var carriers = Carriers.Of(hazard.Read);
        return !wrapper.DescendantNodes().Any(part => part is BinaryExpressionSyntax or InvocationExpressionSyntax or PrefixUnaryExpressionSyntax && carriers.Reach(part));
    }

    /// <summary>Read and write stand in one body, and the value derives from that one look at the entry: it can become one function of the old value.</summary>
    private static bool IsOneUpdate(Hazard hazard, MethodFlow flow)
    {
        if (hazard.Write.Imported is not null || hazard.Read.Imported is not null || hazard.Write.Frame != hazard.Read.Frame) return false;
        foreach (var other in flow.ReadsIn(hazard.Write.Value.Origins))
        {
            var repeated = !ReferenceEquals(other, hazard.Read) && !ReferenceEquals(other, hazard.Write) && other.Place.With(hazard.Write.Place) != Overlap.None;
            if (repeated && other.Place.Store == StoreKind.ConcurrentCollection && !hazard.Write.Syntax.Span.Contains(other.Syntax.Span)) return false;
        }

        return true;
    }
}
