using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database.ChangedRows;

/// <summary>Does the old state decide what happens, or is a value only set when it differs?</summary>
internal static class States
{
    private static readonly string[] s_acts = ["Charge", "Pay", "Capture", "Refund", "Transfer", "Withdraw", "Ship", "Dispatch", "Issue", "Debit", "Credit", "Grant", "Book", "Reserve"];

    private static readonly string[] s_spent = ["Used", "Consumed", "Redeemed", "Claimed", "Spent"];
    private static readonly string[] s_times = ["", "At", "On", "Date", "Time", "AtUtc", "OnUtc"];

    /// <summary>
    /// A branch on the old state leads to the change, and more than the assignment hangs on it. Setting a flag that is not set yet, and nothing
    /// else, ends the same whoever comes first.
    /// </summary>
    public static bool DecideIt(Hazard hazard, MethodFlow flow)
    {
        var isDecidedHere = false;
        var decisions = hazard.Write.Frame.DecisionsFor(hazard.Write.Block).ToList();
        foreach (var decision in decisions)
        {
            if ((decision.Origins & hazard.Read.ReadBit) == 0) continue;
            isDecidedHere = true;
            var already = SetStates.MeansAlready(decision.Condition, hazard.Read.Member!, hazard.Write.Value.Sym);
            if (already == decision.WhenTrue || (already is not null && IsEitherWay(decision, decisions))) continue;
            if (already is null ? hazard.Write.Value.Sym.Head is not string || IsCompared(decision.Condition) : MoreHangsOn(hazard, flow) || IsActedOn(hazard) || RowClaims.GivesAway(hazard, decision, flow) || (IsSpent(hazard.Read.Member!) && Decisions.LeavesOtherwise(decision, hazard.Write.Frame))) return true;
        }

        return !isDecidedHere && hazard.Write.Imported is not null && flow.Method is not null && (hazard.Write.ControlReads & hazard.Read.ReadBit) != 0 && !IsOnlySetInside(hazard, flow);
    }

    /// <summary>The called method sets what is not set yet, refuses nobody, and nothing else hangs on it.</summary>
    private static bool IsOnlySetInside(Hazard hazard, MethodFlow flow)
    {
        var (read, write) = (hazard.Read.Source, hazard.Write.Source);
        var isAsked = false;
        if (!ReferenceEquals(read.Frame, write.Frame) || MoreHangsOn(hazard, flow)) return false;
        foreach (var decision in Decisions.Between(read, write))
        {
            if (SetStates.MeansAlready(decision.Condition, hazard.Read.Member!, write.Value.Sym) is null || Decisions.RefusesOtherwise(decision, write.Frame)) return false;
            isAsked = true;
        }

        return isAsked;
    }

    /// <summary>The flag, or the time, says that something which serves once has served: a code, a voucher, a link. It may serve for the last time often.</summary>
    public static bool IsSpent(ISymbol column) => Array.Exists(s_spent, word => Array.Exists(s_times, time => column.Name.EndsWith(word + time, StringComparison.Ordinal))) && !column.Name.StartsWith("Last", StringComparison.Ordinal);

    /// <summary>The change is made whichever way the branch falls: <c>if (order.Paid || force) order.Paid = true</c>.</summary>
    public static bool IsEitherWay(Decision decision, List<Decision> decisions) =>
        decisions.Any(other => ReferenceEquals(other.Condition, decision.Condition) && other.WhenTrue != decision.WhenTrue);

    /// <summary>A column of text is a state when it is compared with the name of one.</summary>
    public static bool IsCompared(IOperation condition) => condition switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => IsCompared(not.Operand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } binary =>
            binary.LeftOperand.ConstantValue is { HasValue: true, Value: string { Length: > 0 } } || binary.RightOperand.ConstantValue is { HasValue: true, Value: string { Length: > 0 } },
        IIsPatternOperation { Value.Type.SpecialType: SpecialType.System_String, Pattern: not IConstantPatternOperation { Value.ConstantValue.Value: null } } => true,
        _ => false,
    };

    /// <summary>Between the look and the change, something is asked of somebody else: a payment is taken, a message is sent.</summary>
    public static bool IsActedOn(Hazard hazard)
    {
        if (hazard.Write.Operation.Syntax.FirstAncestorOrSelf<BlockSyntax>() is not { } block || hazard.Read.Imported is not null || hazard.Write.Imported is not null) return false;
        foreach (var call in block.DescendantNodes().OfType<AwaitExpressionSyntax>())
        {
            if (call.SpanStart < hazard.Read.Syntax.Span.End || call.Span.End > hazard.Write.Operation.Syntax.SpanStart) continue;
            if (call.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax }, Name.Identifier.ValueText: var name } } && s_acts.Any(act => name.StartsWith(act, StringComparison.Ordinal))) return true;
        }

        return false;
    }

    /// <summary>Another row is changed or added on the strength of the same look: the discount that comes with the coupon.</summary>
    public static bool MoreHangsOn(Hazard hazard, MethodFlow flow)
    {
        var isPassed = false;
        foreach (var other in flow.Accesses)
        {
            isPassed |= ReferenceEquals(other, hazard.Write);
            if (other.Place.Store != StoreKind.Entity || other.Kind is not (AccessKind.Add or AccessKind.Mutate) || other.Place.Container == hazard.Write.Place.Container) continue;
            if ((other.ControlReads & hazard.Read.ReadBit) != 0 || (isPassed && other.Kind == AccessKind.Add && RefusalsInside(hazard).Any() && Branches.CanFollow(hazard.Write, other))) return true;
        }

        return false;
    }

    /// <summary>Decisions of a called method that throws in the other case, so that all that comes after the call hangs on the look, too.</summary>
    public static IEnumerable<Decision> RefusalsInside(Hazard hazard)
    {
        var (read, write) = (hazard.Read.Source, hazard.Write.Source);
        return hazard.Write.Imported is null || !ReferenceEquals(read.Frame, write.Frame) ? [] : Decisions.Between(read, write).Where(decision =>
            Decisions.Otherwise(decision, write.Frame).Any(block => block.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Throw));
    }
}
