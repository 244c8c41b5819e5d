using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
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
        && !WritesBackWhatAHelperFound(hazard)
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

    /// <summary>The same, where a helper has looked it up: it makes no other object, and the variable for what it found gets nothing else.</summary>
    private static bool WritesBackWhatAHelperFound(Hazard hazard)
    {
        if (hazard is not { Read: { Imported: { Imported: null } source, Operation.Syntax: var call }, Write: { Imported: null, ValueOperation: ILocalReferenceOperation { Local: { Type: { IsReferenceType: true } type } local } } }) return false;
        if (type.IsRecord || type.SpecialType == SpecialType.System_String || Carriers.Body(source.Syntax) is not { } helper || Carriers.Body(call) is not { } body) return false;
        if (local.DeclaringSyntaxReferences[0].GetSyntax() is var declared && !call.Span.Contains(declared.Span) && (declared as VariableDeclaratorSyntax)?.Initializer?.Value != call) return false;
        return !body.DescendantNodes().Any(node => node is AssignmentExpressionSyntax { Left: IdentifierNameSyntax name } && name.Identifier.ValueText == local.Name)
            && !helper.DescendantNodes().Any(node => node is BaseObjectCreationExpressionSyntax { Parent: not (ThrowStatementSyntax or ThrowExpressionSyntax) } or WithExpressionSyntax);
    }

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
