using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Safety.Harmless;

namespace RaceSafe.Analyzers.Rules.Cache;

/// <summary>Writes whose value derives from the old one without being computed from it.</summary>
internal static class Rewrites
{
    public static bool IsHarmless(Hazard hazard) => IsUnchanged(hazard) || IsLoaded(Inner(hazard.Write.Value.Sym));

    /// <summary>The greater or lesser of the old value and a new one is kept: the new one is compared with the old, and written.</summary>
    public static bool IsExtreme(Hazard hazard)
    {
        if (Inner(hazard.Write.Value.Sym) is not { Kind: not SymKind.Constant } written) return false;
        foreach (var decision in Decisions.Between(hazard.Read, hazard.Write))
        {
            if (decision.Sym is not { Kind: SymKind.Pure, Parts: { Length: 2 } sides } comparison) continue;
            if (comparison.Head is BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual && sides.Contains(written)) return true;
        }

        return false;
    }

    /// <summary>The value is put back as it was, to make it live longer; an object of an in-memory cache is the very same one.</summary>
    private static bool IsUnchanged(Hazard hazard) => hazard.Write.Value.Sym is { Kind: SymKind.Result };

    /// <summary>
    /// The value was fetched from somewhere else, and the old one only said which: <c>await repository.GetAsync(cached.Id)</c>.
    /// A call that is given the old value itself computes the new one.
    /// </summary>
    private static bool IsLoaded(Sym? value)
    {
        if (value is not { Kind: SymKind.Opaque, Head: IInvocationOperation { Instance: not null } call }) return false;
        if (call.TargetMethod.ReturnType is not INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: { Length: 1 } results }) return false;
        foreach (var argument in call.Arguments)
            if (SymbolEqualityComparer.Default.Equals(Branches.Unwrap(argument.Value)?.Type, results[0])) return false;
        return true;
    }

    /// <summary>What a serializer was given.</summary>
    private static Sym? Inner(Sym? value)
    {
        while (value is { Kind: SymKind.Pure, Head: IMethodSymbol, Parts: { Length: > 0 } parts }) value = parts[0];
        return value;
    }
}
