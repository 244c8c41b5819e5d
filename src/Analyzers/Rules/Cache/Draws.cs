using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Safety.Databases;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Cache;

/// <summary>
/// A member of a list, set or sorted set that is looked at, used, and then taken out without asking who took it out: whoever looks at the same time
/// uses the same member. The answer of the removal, or a pop, would tell.
/// </summary>
internal static class Draws
{
    public static IEnumerable<Hazard> In(RuleContext context)
    {
        foreach (var removal in context.Flow.Accesses)
        {
            if (removal.Kind is not (AccessKind.Remove or AccessKind.Take) || !IsQueue(removal) || removal.ResultIsUsed || removal.Imported is not null) continue;
            foreach (var read in context.Flow.Reads)
                if ((IsDrawn(read, removal, context) || IsAskedFor(read, removal)) && DatabaseConfinement.Background(context.Method) is null) yield return new(HazardPattern.CheckThenAct, read, removal, Overlap.Container);
        }
    }

    private static bool IsDrawn(Access read, Access removal, RuleContext context)
    {
        if (read.Kind != AccessKind.Read || read.Spec.Shape != removal.Spec.Shape || !ReferenceEquals(read.Frame, removal.Frame) || read.ReadIndex >= removal.HeldSince.Length) return false;
        if ((read.Place with { SubKey = null }).With(removal.Place with { SubKey = null }) != Overlap.Same) return false;
        return (removal.Kind == AccessKind.Take || Names(Carriers.Of(read), removal)) && (Spending.Of(read, removal) is not null || (!GivesNumber(context.Method) && Removals.IsGivenOut(read, removal) && !IsSortedOut(read, removal)));
    }

    /// <summary>In a loop, some members are taken out and others given: on the way of the removal nothing else is done with the member.</summary>
    private static bool IsSortedOut(Access read, Access removal)
    {
        var call = removal.Operation.Syntax;
        var branch = call.Ancestors().TakeWhile(outer => outer is not (CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax)).FirstOrDefault(outer => outer.Parent is IfStatementSyntax { Condition: var condition } && outer != condition);
        if (branch is null || branch.Span.Contains(read.Operation.Syntax.Span) || !branch.Ancestors().Any(outer => outer is CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax)) return false;
        var carriers = Carriers.Of(read);
        return !branch.DescendantNodes().Any(node => node is ArgumentSyntax or YieldStatementSyntax or ReturnStatementSyntax && !call.Span.Contains(node.Span) && carriers.Reach(node));
    }

    /// <summary>That one member is found to be there, taken out, and handed to what must be done once.</summary>
    private static bool IsAskedFor(Access read, Access removal)
    {
        if (read.Kind is not (AccessKind.Read or AccessKind.Check) || read.Place.SubKey is null || read.ReadIndex >= removal.HeldSince.Length || read.Place.With(removal.Place) != Overlap.Same) return false;
        if (!Decisions.Between(read, removal).Any(decision => Findings.SaysPresent(decision, read) == true) || Member(removal) is not { } member) return false;
        var names = member.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText).ToList();
        return Spending.Of(read, removal, argument => argument.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && names.Contains(token.ValueText))) is not null;
    }

    private static SyntaxNode? Member(Access removal) =>
        (removal.Operation as IInvocationOperation)?.Arguments.FirstOrDefault(argument => argument.Parameter?.Name is "value" or "member")?.Value.Syntax;

    /// <summary>How many were taken out, not which.</summary>
    private static bool GivesNumber(IMethodSymbol method) =>
        (method.ReturnType is INamedTypeSymbol { TypeArguments: { Length: 1 } results } ? results[0] : method.ReturnType).SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64;

    /// <summary>What is taken out is what was read.</summary>
    private static bool Names(Carriers carriers, Access removal) =>
        removal.Operation is IInvocationOperation call && call.Arguments.Any(argument => argument.Parameter?.Name is "value" or "values" or "member" or "members" && carriers.Reach(argument.Syntax));

    /// <summary>It holds members that somebody takes out one by one.</summary>
    public static bool IsQueue(Access access) => access.Spec.Shape is RedisTable.List or RedisTable.Set or RedisTable.SortedSet;
}
