using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Caches;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Cache;

/// <summary>Get, then remove becomes the runtime's Take: of all who come at once, one gets the value.</summary>
internal sealed class UseCacheTake : Rewrite
{
    public override string Action => FixActions.UseCacheTake;

    public override string? Plan(FixSite site)
    {
        if (CacheCall.Of(site, site.Write<InvocationExpressionSyntax>()) is not { Statement: { Parent: BlockSyntax } statement } removal) return null;
        if (CacheCall.Of(site, site.Place<InvocationExpressionSyntax>(FixRoles.Read)) is not { } read || read.Kind != removal.Kind || !read.HasRuntime(site)) return null;
        if (!AreEquivalent(read.Target, removal.Target) || !AreEquivalent(read.Key, removal.Key) || read.IsAsync != removal.IsAsync) return null;
        if (!removal.SaysOnly("key", "token") || !read.SaysOnly("key", "token", "value") || Name(read) is not { } name) return null;
        if (read.IsAsync && read.Syntax.FirstAncestorOrSelf<StatementSyntax>()?.DescendantNodes().OfType<AwaitExpressionSyntax>().Any(wait => wait.Span.Contains(read.Syntax.Span)) != true) return null;
        site.Import("RaceSafe");
        site.Replace(read.Member.Name, _ => name);
        site.Remove(statement);
        return $"Use {name.Identifier.ValueText} of RaceSafe.Runtime";
    }

    private static SimpleNameSyntax? Name(CacheCall read) => (read.Kind, read.Name) switch
    {
        (CacheKind.Redis, "StringGet") => IdentifierName("Take"),
        (CacheKind.Redis, "StringGetAsync") => IdentifierName("TakeAsync"),
        (CacheKind.Distributed, "GetAsync") => IdentifierName("TakeAsync"),
        (CacheKind.Distributed, "GetStringAsync") => IdentifierName("TakeStringAsync"),
        (CacheKind.Memory, "TryGetValue") when read["value"] is DeclarationExpressionSyntax { Type: var type } => type.IsVar
            ? GenericName(Identifier("TryTake"), TypeArgumentList(SingletonSeparatedList<TypeSyntax>(ParseTypeName(read.ValueType is null ? "object" : read.ValueType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)))))
            : IdentifierName("TryTake"),
        _ => null,
    };
}
