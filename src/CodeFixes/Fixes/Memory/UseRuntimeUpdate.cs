using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Entries;

namespace RaceSafe.CodeFixes.Fixes.Memory;

/// <summary>The runtime's <c>d.Update(key, old => new)</c>, which throws for an absent entry as the indexer does.</summary>
internal sealed class UseRuntimeUpdate : Rewrite
{
    public override string Action => FixActions.UseRuntimeUpdate;

    public override string? Plan(FixSite site)
    {
        if (!Spell.HasRuntime(site) || EntryUpdateParser.Parse(site) is not { Absent: WhenAbsent.Throws, OldIsUsedLater: false } update) return null;
        if (Spell.BackToOld(site, update).Length > 0) return null;
        site.Import("RaceSafe");
        Spell.Call(site, update, $"{update.Dictionary}.Update({update.Key}, {update.Old} => {update.Compute})");
        return "Use Update of RaceSafe.Runtime";
    }
}
