using RaceSafe.Analyzers.Flow;

namespace RaceSafe.Analyzers.Safety.Confined;

/// <summary>A method that gives back its own object is a step of a fluent set-up: configuration is written by one thread, before the object is used.</summary>
internal static class FluentSetUp
{
    public static bool Is(MethodFlow flow) => flow.Returned.Sym is { Kind: SymKind.This };
}
