using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Caches;

namespace RaceSafe.CodeFixes.Fixes.Cache;

/// <summary>Get, nothing found, set a marker becomes the runtime's TryClaim, which says to one of all callers that it was the first.</summary>
internal sealed class UseCacheClaim : Rewrite
{
    public override string Action => FixActions.UseCacheClaim;

    public override string? Plan(FixSite site)
    {
        if (MarkerShape.Of(site) is not { IsAlone: false } shape || shape.Write is not { Kind: not CacheKind.Redis } write || !write.HasRuntime(site) || Lifetime.Of(write, site) is not { } lifetime) return null;
        if (Name(write) is not { } name || write["value"] is not { } value) return null;
        var call = Spelling.Call(write.Target, name, [Spelling.Value(write.Key), Spelling.Value(value), .. lifetime]);
        shape.Apply(site, call);
        site.Import("RaceSafe");
        return $"Use {name} of RaceSafe.Runtime";
    }

    private static string? Name(CacheCall write) => (write.Kind, write.Name) switch
    {
        (CacheKind.Distributed, "SetStringAsync") => "TryClaimStringAsync",
        (CacheKind.Distributed, "SetAsync") => "TryClaimAsync",
        (CacheKind.Memory, "Set") => "TryClaim",
        _ => null,
    };
}
