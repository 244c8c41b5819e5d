using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Locks;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Safety.Guarded;

/// <summary>
/// A lock made by hand from an add that says whether it succeeded: <c>SET NX</c>, then the work, then the delete of that key.
/// Without the delete it is a mark that something was done, which keeps out only the same thing again. An item that a queue gave out is such a claim too.
/// </summary>
internal static class ClaimedKeys
{
    public static Answer? Around(MethodFlow flow, Hazard hazard)
    {
        foreach (var claim in flow.ReadsIn(hazard.Read.ControlReads & hazard.Write.ControlReads))
        {
            if (claim.Kind != AccessKind.AddIfAbsent || claim.Place.Store.ReachOf() < hazard.Write.Place.Store.ReachOf()) continue;
            if (claim.Place.With(hazard.Write.Place) != Overlap.Same && IsGivenBack(flow, claim)) return new("only who added its key gets here", claim.Syntax.GetLocation());
        }

        return Popped(hazard.Write.Place.Key) is { } popped ? new("what names the key was taken out of a queue, which gives it to one", popped.Syntax.GetLocation()) : null;
    }

    /// <summary>The item of a queue that a key is made of: each is given to one consumer.</summary>
    private static Access? Popped(Sym? key)
    {
        if (key is { Kind: SymKind.Result, Head: Access { Kind: AccessKind.Take, Spec.Shape: RedisTable.List } taken }) return taken;
        return key is { Kind: SymKind.Pure or SymKind.Member } ? key.Parts.Select(Popped).FirstOrDefault(found => found is not null) : null;
    }

    private static bool IsGivenBack(MethodFlow flow, Access claim) =>
        flow.Accesses.Any(access => access.Kind is AccessKind.Remove or AccessKind.CompareAndRemove or AccessKind.Take && access.Place.With(claim.Place) == Overlap.Same) || IsGivenBackByScript(claim);

    /// <summary>A script, which compares the token and deletes the key in one step, is handed the key after the claim; so is a method that says that it releases it.</summary>
    private static bool IsGivenBackByScript(Access claim)
    {
        if (claim is not { Imported: null, KeyOperation.Syntax: var key }) return false;
        foreach (var node in claim.Frame.Graph.OriginalOperation.Syntax.DescendantNodes())
            if (node is InvocationExpressionSyntax { ArgumentList: var arguments } call && call.SpanStart > claim.Syntax.Span.End && (SaysScript(call) || LockCalls.SoundsLikeRelease(call))
                && arguments.DescendantNodes().Any(part => part is ExpressionSyntax && SyntaxFactory.AreEquivalent(part, key))) return true;
        return false;
    }

    private static bool SaysScript(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ScriptEvaluate" or "ScriptEvaluateAsync" or "Evaluate" or "EvaluateAsync" or "Eval" or "EvalAsync" };
}
