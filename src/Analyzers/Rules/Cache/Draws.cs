using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Safety.Databases;
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
                if (IsDrawn(read, removal, context) && DatabaseConfinement.Background(context.Method) is null) yield return new(HazardPattern.CheckThenAct, read, removal, Overlap.Container);
        }
    }

    private static bool IsDrawn(Access read, Access removal, RuleContext context)
    {
        if (read.Kind != AccessKind.Read || read.Spec.Shape != removal.Spec.Shape || !ReferenceEquals(read.Frame, removal.Frame) || read.ReadIndex >= removal.HeldSince.Length) return false;
        if ((read.Place with { SubKey = null }).With(removal.Place with { SubKey = null }) != Overlap.Same) return false;
        return (removal.Kind == AccessKind.Take || Names(Carriers.Of(read), removal)) && (Spending.Of(read, removal) is not null || (!GivesNumber(context.Method) && Removals.IsGivenOut(read, removal)));
    }

    /// <summary>How many were taken out, not which.</summary>
    private static bool GivesNumber(IMethodSymbol method) =>
        (method.ReturnType is INamedTypeSymbol { TypeArguments: { Length: 1 } results } ? results[0] : method.ReturnType).SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64;

    /// <summary>What is taken out is what was read.</summary>
    private static bool Names(Carriers carriers, Access removal) =>
        removal.Operation is IInvocationOperation call && call.Arguments.Any(argument => argument.Parameter?.Name is "value" or "values" or "member" or "members" && carriers.Reach(argument.Syntax));

    /// <summary>It holds members that somebody takes out one by one.</summary>
    public static bool IsQueue(Access access) => access.Spec.Shape is RedisTable.List or RedisTable.Set or RedisTable.SortedSet;
}
