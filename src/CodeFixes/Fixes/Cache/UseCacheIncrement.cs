using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Caches;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Cache;

/// <summary>Get, add, set with a lifetime becomes the runtime's Increment, which sets the same lifetime in the same step.</summary>
internal sealed class UseCacheIncrement : Rewrite
{
    public override string Action => FixActions.UseCacheIncrement;

    public override string? Plan(FixSite site)
    {
        if (CounterShape.Of(site) is { Limit: null } shape)
        {
            return shape.Stretch.Read.SaysOnly("key", "token", "value") && Call(site, shape.Stretch.Read, shape.Write, shape.By, shape.IsDecrement) is { } call
                ? Titled(shape.Write, () => CounterEdits.Replace(site, shape, call))
                : null;
        }

        if (Inline(site) is not var (read, write, by, isDecrement) || !read.SaysOnly("key", "token") || Call(site, read, write, by, isDecrement) is not { } instead) return null;
        return Titled(write, () => site.Replace(write.Syntax, _ => instead));
    }

    private static string Titled(CacheCall write, Action apply)
    {
        apply();
        return $"Use {Name(write)} of RaceSafe.Runtime" + (write.Kind == CacheKind.Memory ? ", which is atomic in this process" : "");
    }

    private static string Name(CacheCall write) => write.IsAsync ? "IncrementAsync" : "Increment";

    /// <summary><c>cache.Set(key, cache.Get&lt;int&gt;(key) + 1)</c>: what Set of a memory cache returns is the new number, as with Increment.</summary>
    private static (CacheCall Read, CacheCall Write, ExpressionSyntax By, bool IsDecrement)? Inline(FixSite site)
    {
        if (CacheCall.Of(site, site.Write<InvocationExpressionSyntax>()) is not { } write || write["value"] is not { } value) return null;
        if (CacheCall.Of(site, site.Place<InvocationExpressionSyntax>(FixRoles.Read)) is not { } read || !value.Span.Contains(read.Syntax.Span) || read.Kind != write.Kind || read.IsAsync != write.IsAsync) return null;
        if (!AreEquivalent(read.Target, write.Target) || !AreEquivalent(read.Key, write.Key) || (write.Kind != CacheKind.Memory && write.Statement is null)) return null;
        var written = new Counting(read, site.Model, new(SymbolEqualityComparer.Default)).Of(value);
        if (written is not { By: { } by, Stage: CountStage.New or CountStage.Spelled } || (written.Stage == CountStage.New && write.Kind == CacheKind.Distributed)) return null; // bytes of another form
        return (read, write, by, written.IsDecrement);
    }

    private static InvocationExpressionSyntax? Call(FixSite site, CacheCall read, CacheCall write, ExpressionSyntax by, bool isDecrement)
    {
        if (!write.HasRuntime(site) || Lifetime.Of(write, site) is not { } lifetime) return null;
        if (write is not { Kind: CacheKind.Redis, Command: "StringSet" } and not { Kind: CacheKind.Distributed, IsAsync: true } and not { Kind: CacheKind.Memory, Command: "Set" }) return null;
        List<ArgumentSyntax> arguments = [Spelling.Value(write.Key)];
        if (write.Kind == CacheKind.Memory)
        {
            if (Amount(site, read, write, by, isDecrement) is not { } amount) return null;
            arguments.Add(Argument(amount));
        }
        else if (!CounterEdits.IsOne(by, isDecrement))
        {
            arguments.Add(Spelling.Value(CounterEdits.Signed(by, isDecrement)));
        }

        arguments.AddRange(lifetime);
        if (write["expiry"] is not null) arguments.Add(Lifetime.Named("ttlMode", site.Type("RaceSafe", "TtlMode.Sliding")));
        site.Import("RaceSafe");
        return Spelling.Call(write.Target, Name(write), [.. arguments]);
    }

    /// <summary>What is added, in the type of the entry: that is how the entry is found again.</summary>
    public static ExpressionSyntax? Amount(FixSite site, CacheCall read, CacheCall write, ExpressionSyntax by, bool isDecrement)
    {
        if (write.ValueType is not { } held || !Counting.IsWhole(held)) return null;
        if (read.ValueType is { } type && (type as INamedTypeSymbol)?.TypeArguments.FirstOrDefault() is var inner && !SymbolEqualityComparer.Default.Equals(inner ?? type, held)) return null;
        if (held.SpecialType == SpecialType.System_Int64 && by is LiteralExpressionSyntax { Token.Value: int literal }) return ParseExpression(isDecrement ? $"-{literal}L" : $"{literal}L");
        var isSame = by is LiteralExpressionSyntax || SymbolEqualityComparer.Default.Equals(site.Model.GetTypeInfo(by).Type, held);
        return isSame ? CounterEdits.Signed(by, isDecrement) : null;
    }
}
