using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Caches;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Cache;

/// <summary>Get, nothing found, make and set becomes the runtime's get-or-create, which makes the value once and gives all callers the same.</summary>
internal sealed class UseCacheGetOrCreate : Rewrite
{
    public override string Action => FixActions.UseCacheGetOrCreate;

    public override string? Plan(FixSite site)
    {
        if (FillShape.Of(site) is not { } shape || !shape.Write.HasRuntime(site) || Lifetime.Of(shape.Write, site) is not { } lifetime) return null;
        var waits = shape.Made.DescendantNodesAndSelf(node => node is not AnonymousFunctionExpressionSyntax).OfType<AwaitExpressionSyntax>().Any();
        if (Name(shape.Read, shape.Write, waits) is not { } name || (shape.Write.Kind == CacheKind.Redis && site.Model.Compilation.GetTypeByMetadataName("RaceSafe.RedisOnceExtensions") is null)) return null;
        var factory = ParseExpression((waits ? "async _ => " : "() => ") + shape.Made.WithoutTrivia());
        var call = Spelling.Call(shape.Write.Target, name + TypeArgument(shape, site), [Spelling.Value(shape.Write.Key), Argument(factory), .. lifetime]);
        shape.Apply(site, waits ? AwaitStyle.Await(call, shape.Write.Syntax) : call);
        site.Import("RaceSafe");
        return $"Use {name} of RaceSafe.Runtime";
    }

    private static string? Name(CacheCall read, CacheCall write, bool waits) => (read.Name, write.Name, waits) switch
    {
        ("GetStringAsync", "SetStringAsync", true) => "GetOrCreateStringOnceAsync",
        ("GetAsync", "SetAsync", true) when write.Kind == CacheKind.Distributed => "GetOrCreateOnceAsync",
        ("StringGetAsync", "StringSetAsync", true) => "GetOrCreateOnceAsync",
        ("TryGetValue" or "Get", "Set", _) when write.Kind == CacheKind.Memory => waits ? "GetOrCreateOnceAsync" : "GetOrCreateOnce",
        _ => null,
    };

    /// <summary>A memory cache finds an entry again only as the type that it is looked for as.</summary>
    private static string TypeArgument(FillShape shape, FixSite site)
    {
        var type = shape.Found.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated);
        return shape.Write.Kind != CacheKind.Memory || SymbolEqualityComparer.Default.Equals(type, site.Model.GetTypeInfo(shape.Made).Type) ? "" : $"<{type.ToMinimalDisplayString(site.Model, shape.Write.Syntax.SpanStart)}>";
    }
}
