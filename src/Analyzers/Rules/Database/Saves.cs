using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database;

/// <summary>Which call makes a pending change effective.</summary>
internal static class Saves
{
    /// <summary>The first save after the change, in the order of the source; null when the method does not save.</summary>
    public static Access? After(Access change, MethodFlow flow)
    {
        var passed = false;
        foreach (var access in flow.Accesses)
        {
            passed |= ReferenceEquals(access, change);
            if (passed && access is { Kind: AccessKind.Commit, Place.Store: StoreKind.Entity }) return access;
        }

        return null;
    }
}
