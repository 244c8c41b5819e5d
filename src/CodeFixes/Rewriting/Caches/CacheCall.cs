using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace RaceSafe.CodeFixes.Rewriting.Caches;

/// <summary>Whose call it is, and so what the runtime offers in its place.</summary>
internal enum CacheKind
{
    Redis,
    Distributed,
    Memory,

    /// <summary>A cache of another maker, for which the runtime has nothing.</summary>
    Library,
}

/// <summary>One call on a cache or on Redis, as <c>cache.Name(arguments)</c>, with its arguments by the names of their parameters.</summary>
internal sealed class CacheCall
{
    private static readonly string[] s_parts = ["hashField", "member", "index", "offset"];

    private readonly Dictionary<string, ExpressionSyntax> _arguments = [];

    private CacheCall(InvocationExpressionSyntax syntax, MemberAccessExpressionSyntax member, CacheKind kind)
    {
        Syntax = syntax;
        Member = member;
        Kind = kind;
    }

    public InvocationExpressionSyntax Syntax { get; }

    public MemberAccessExpressionSyntax Member { get; }

    public CacheKind Kind { get; }

    public ExpressionSyntax Target => Member.Expression;

    public string Name => Member.Name.Identifier.ValueText;

    public bool IsAsync => Name.EndsWith("Async", StringComparison.Ordinal);

    /// <summary>The name without <c>Async</c>.</summary>
    public string Command => IsAsync ? Name.Substring(0, Name.Length - 5) : Name;

    public ExpressionSyntax Key => _arguments["key"];

    /// <summary>The type argument, given or inferred: what a memory cache holds.</summary>
    public ITypeSymbol? ValueType { get; private set; }

    /// <summary>What is written for a parameter; null where its default is taken.</summary>
    public ExpressionSyntax? this[string parameter] => _arguments.TryGetValue(parameter, out var given) ? given : null;

    /// <summary>Null for calls of other libraries, static spellings of extension methods, and commands whose key is not one key.</summary>
    public static CacheCall? Of(FixSite site, InvocationExpressionSyntax? syntax)
    {
        if (syntax?.Expression is not MemberAccessExpressionSyntax member || site.Model.GetOperation(syntax) is not IInvocationOperation call) return null;
        if (site.Model.GetSymbolInfo(syntax).Symbol is not IMethodSymbol called || KindOf(called) is not { } kind) return null;
        var result = new CacheCall(syntax, member, kind) { ValueType = call.TargetMethod.TypeArguments.FirstOrDefault() };
        foreach (var argument in call.Arguments)
            if (argument is { ArgumentKind: ArgumentKind.Explicit, Parameter.Name: var name, Syntax: ArgumentSyntax given }) result._arguments[name == "cacheKey" ? "key" : name] = given.Expression;
        return result["key"] is null ? null : result;
    }

    /// <summary>The other call is on the same member of the same key: the same field of a hash, the same member of a sorted set.</summary>
    public bool IsOnSamePlace(CacheCall other)
    {
        if (Kind != other.Kind || !SyntaxFactory.AreEquivalent(Target, other.Target) || !SyntaxFactory.AreEquivalent(Key, other.Key)) return false;
        foreach (var part in s_parts)
            if (this[part] is null != other[part] is null || (this[part] is { } mine && !SyntaxFactory.AreEquivalent(mine, other[part]!))) return false;
        return true;
    }

    /// <summary>Nothing else is said than what these parameters take; the flags of a command may be spelled if they say nothing.</summary>
    public bool SaysOnly(params string[] parameters)
    {
        foreach (var pair in _arguments)
            if (Array.IndexOf(parameters, pair.Key) < 0 && !(pair.Key == "flags" && pair.Value.ToString().EndsWith("CommandFlags.None", StringComparison.Ordinal))) return false;
        return true;
    }

    /// <summary>The runtime for this kind of call is referenced, and the object has its methods.</summary>
    public bool HasRuntime(FixSite site) => site.Model.Compilation.GetTypeByMetadataName(Kind switch
    {
        CacheKind.Redis => "RaceSafe.RedisAtomicExtensions",
        CacheKind.Distributed => "RaceSafe.AtomicDistributedCacheExtensions",
        CacheKind.Memory => "RaceSafe.AtomicMemoryCacheExtensions",
        _ => "",
    }) is not null && (Kind != CacheKind.Redis || IsDatabase(site)) && (Kind != CacheKind.Distributed || Registered.CanBeAtomic(site));

    /// <summary>The call is on a database itself: on a batch or a transaction the result is not there yet.</summary>
    public bool IsDatabase(FixSite site) =>
        site.Model.GetTypeInfo(Target).Type is { } type && type.Name is not ("ITransaction" or "IBatch") && (type.Name == "IDatabase" || type.AllInterfaces.Any(face => face.Name == "IDatabase"));

    /// <summary>The whole statement is this call, awaited where it has to be.</summary>
    public ExpressionStatementSyntax? Statement =>
        Surround.StatementOf(Syntax) is { } statement && statement.Expression is AwaitExpressionSyntax == IsAsync ? statement : null;

    /// <summary>The call with its await, and the parentheses around that.</summary>
    public ExpressionSyntax Whole
    {
        get
        {
            ExpressionSyntax whole = Syntax;
            for (SyntaxNode? node = Syntax.Parent; node is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } or InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } } or AwaitExpressionSyntax; node = node.Parent)
                whole = (ExpressionSyntax)node;
            return whole is AwaitExpressionSyntax { Parent: ParenthesizedExpressionSyntax inner } ? inner : whole;
        }
    }

    private static CacheKind? KindOf(IMethodSymbol method) => (method.ContainingNamespace.ToString(), (method.ReducedFrom ?? method).ContainingType.Name) switch
    {
        ("StackExchange.Redis", "IDatabase" or "IDatabaseAsync") => CacheKind.Redis,
        ("Microsoft.Extensions.Caching.Distributed", "IDistributedCache") => CacheKind.Distributed,
        ("Microsoft.Extensions.Caching.Distributed", "DistributedCacheExtensions") when method.ReducedFrom is not null => CacheKind.Distributed,
        ("Microsoft.Extensions.Caching.Memory", "IMemoryCache") => CacheKind.Memory,
        ("Microsoft.Extensions.Caching.Memory", "CacheExtensions") when method.ReducedFrom is not null => CacheKind.Memory,
        ("Foundatio.Caching", "ICacheClient") or ("EasyCaching.Core", "IEasyCachingProviderBase") => CacheKind.Library,
        _ => null,
    };
}
