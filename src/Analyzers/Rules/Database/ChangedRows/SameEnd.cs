using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Safety;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database.ChangedRows;

/// <summary>
/// A method of a row sets what is not set yet, and throws when it is: <c>void Cancel() { if (IsCancelled) throw …; IsCancelled = true; }</c>. Two who
/// come at once both succeed, and the row is as one of them would have left it; it matters only to who counts on the refusal.
/// </summary>
internal static class SameEnd
{
    public static Answer? Of(Hazard? hazard, MethodFlow flow)
    {
        if (hazard is not { Pattern: HazardPattern.CheckThenAct, Write: { Imported: not null } write, Read.Member: { } column } || States.IsSpent(column) || States.MoreHangsOn(hazard, flow)) return null;
        var (read, set) = (hazard.Read.Source, write.Source);
        if (!ReferenceEquals(read.Frame, set.Frame) || Acts(set) || IsAwaited(write, flow)) return null;
        foreach (var other in flow.Accesses)
            if (other.Kind == AccessKind.Mutate && other.Place.Container == write.Place.Container && RowClaims.IsSomebody(other)) return null;
        var decisions = Decisions.Between(read, set).ToList();
        return decisions.Count > 0 && decisions.TrueForAll(decision => SetStates.MeansAlready(decision.Condition, column, set.Value.Sym) is not null)
            ? new("the row ends the same whoever comes first", set.Syntax.GetLocation())
            : null;
    }

    /// <summary>The method of the row does more than to set and to refuse: it raises an event, say.</summary>
    private static bool Acts(Access set) =>
        set.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } method
        && method.DescendantNodes(node => node is not (ThrowStatementSyntax or ThrowExpressionSyntax)).Any(node => node is InvocationExpressionSyntax);

    /// <summary>Something else is waited for beside the load and the save: a payment, a message.</summary>
    private static bool IsAwaited(Access write, MethodFlow flow)
    {
        if (write.Operation.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } method) return false;
        var known = new HashSet<SyntaxNode>(flow.Accesses.Select(access => access.Operation.Syntax));
        return method.DescendantNodes().OfType<AwaitExpressionSyntax>().Any(wait => !wait.DescendantNodes().Any(known.Contains));
    }
}
