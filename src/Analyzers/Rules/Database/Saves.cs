using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Safety.Databases;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database;

/// <summary>Which call makes a pending change effective.</summary>
internal static class Saves
{
    /// <summary>
    /// The first save after the change, in the order of the source; the change itself in a handler of requests whose pipeline saves, or in a step
    /// after which the base class saves; null when nobody saves.
    /// </summary>
    public static Access? After(Access change, RuleContext context)
    {
        var passed = false;
        foreach (var access in context.Flow.Accesses)
        {
            passed |= ReferenceEquals(access, change);
            if (passed && access is { Kind: AccessKind.Commit, Place.Store: StoreKind.Entity } && Takes(access, change)) return access;
        }

        return (SavingPipelines.Handles(context.Method) && context.Safety.Databases.Pipelines.Save) || context.Safety.Databases.SavingCallers.Save(context.Method) ? change : null;
    }

    /// <summary>A context saves all that it has given out, a repository the one object that it is handed.</summary>
    private static bool Takes(Access save, Access change) =>
        save.Spec.Value.IsEmpty || save.Value.Sym == change.Place.Container || save.Value.Sym == change.Place.Container?.Root;
}
