using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Caches;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Cache;

/// <summary>
/// EXISTS or GET, then SET becomes SET NX; HEXISTS, then HSET becomes HSETNX; ZSCORE, then ZADD becomes ZADD NX. Whoever is told "no" came second.
/// </summary>
internal sealed class UseNotExists : Rewrite
{
    public override string Action => FixActions.UseNotExists;

    public override string? Plan(FixSite site)
    {
        if (MarkerShape.Of(site) is not { Write: var write } shape) return null;
        return write.Kind == CacheKind.Library ? PlanOther(site, shape) : PlanRedis(site, shape, write);
    }

    private static string? PlanRedis(FixSite site, MarkerShape shape, CacheCall write)
    {
        if (write.Kind != CacheKind.Redis || Condition(write, site) is not { } when) return null;
        var given = write.Syntax.ArgumentList.Arguments;
        if (write["when"]?.Parent is ArgumentSyntax always && given.Last() == always) given = given.RemoveAt(given.Count - 1);
        if (given.Any(argument => argument.NameColon is not null)) return null;
        var condition = Argument(site.Type("StackExchange.Redis", when + ".NotExists"));
        if (write.Command == "StringSet" && given.Count == 2) condition = condition.WithNameColon(NameColon("when"));
        shape.Apply(site, write.Syntax.WithoutTrivia().WithArgumentList(write.Syntax.ArgumentList.WithArguments(given).AddArguments(condition)));
        return $"Set with {when}.NotExists";
    }

    /// <summary>The same call under the name of the one that adds only what is not there, and says whether it did.</summary>
    private static string? PlanOther(FixSite site, MarkerShape shape)
    {
        var method = site.Model.GetSymbolInfo(shape.Write.Syntax).Symbol!;
        var name = (method.ContainingNamespace.ToString(), method.Name) switch
        {
            ("Foundatio.Caching", "SetAsync") => "AddAsync",
            ("EasyCaching.Core", "Set") => "TrySet",
            ("EasyCaching.Core", "SetAsync") => "TrySetAsync",
            _ => null,
        };
        if (name is null) return null;
        var member = shape.Write.Member;
        shape.Apply(site, shape.Write.Syntax.WithExpression(member.WithName(member.Name.WithIdentifier(Identifier(name)))).WithoutTrivia());
        return $"Use {name}";
    }

    /// <summary>The type of the condition that the command takes behind what is said already; null when it takes none, or says no more who was first.</summary>
    private static string? Condition(CacheCall write, FixSite site) => write.Command switch
    {
        "StringSet" when write.SaysOnly("key", "value", "expiry", "when") && write["when"]?.ToString().EndsWith("When.Always", StringComparison.Ordinal) != false => "When",
        "HashSet" when write["hashField"] is not null && write.SaysOnly("key", "hashField", "value") => "When",
        "SortedSetAdd" when write["member"] is not null && write.SaysOnly("key", "member", "score") =>
            site.Model.Compilation.GetTypeByMetadataName("StackExchange.Redis.SortedSetWhen") is null ? "When" : "SortedSetWhen",
        _ => null,
    };
}
