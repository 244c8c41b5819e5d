using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Caches;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes;

/// <summary>EXISTS or GET, then SET becomes SET NX: whoever is told "no" came second.</summary>
internal sealed class UseNotExists : Rewrite
{
    public override string Action => FixActions.UseNotExists;

    public override string? Plan(FixSite site)
    {
        if (MarkerShape.Of(site) is not { Write: { Kind: CacheKind.Redis, Command: "StringSet" } write } shape || !write.SaysOnly("key", "value", "expiry")) return null;
        var given = write.Syntax.ArgumentList.Arguments;
        if (given.Any(argument => argument.NameColon is not null)) return null;
        var condition = Argument(site.Type("StackExchange.Redis", "When.NotExists"));
        if (given.Count == 2) condition = condition.WithNameColon(NameColon("when"));
        shape.Apply(site, write.Syntax.WithoutTrivia().WithArgumentList(write.Syntax.ArgumentList.AddArguments(condition)));
        return "Set with When.NotExists";
    }
}
