using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Caches;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes;

/// <summary>Get, add, set with a lifetime becomes the runtime's Increment, which sets the same lifetime in the same step.</summary>
internal sealed class UseCacheIncrement : Rewrite
{
    public override string Action => FixActions.UseCacheIncrement;

    public override string? Plan(FixSite site)
    {
        if (CounterShape.Of(site) is not { Limit: null } shape || !shape.Write.HasRuntime(site) || Lifetime.Of(shape.Write, site) is not { } lifetime) return null;
        var write = shape.Write;
        if (write is not { Kind: CacheKind.Redis, Command: "StringSet" } and not { Kind: CacheKind.Distributed, IsAsync: true } and not { Kind: CacheKind.Memory, Command: "Set" }) return null;
        if (!shape.Stretch.Read.SaysOnly("key", "token", "value")) return null;
        List<ArgumentSyntax> arguments = [Spelling.Value(write.Key)];
        if (write.Kind == CacheKind.Memory)
        {
            if (Amount(site, shape) is not { } amount) return null;
            arguments.Add(Argument(amount));
        }
        else if (!shape.IsByOne)
        {
            arguments.Add(Spelling.Value(shape.Amount));
        }

        arguments.AddRange(lifetime);
        if (write["expiry"] is not null) arguments.Add(Lifetime.Named("ttlMode", site.Type("RaceSafe", "TtlMode.Sliding")));
        site.Import("RaceSafe");
        var name = write.IsAsync ? "IncrementAsync" : "Increment";
        CounterEdits.Replace(site, shape, Spelling.Call(write.Target, name, [.. arguments]));
        return write.Kind == CacheKind.Memory ? $"Use {name} of RaceSafe.Runtime, which is atomic in this process" : $"Use {name} of RaceSafe.Runtime";
    }

    /// <summary>What is added, in the type of the entry: that is how the entry is found again.</summary>
    private static ExpressionSyntax? Amount(FixSite site, CounterShape shape)
    {
        if (shape.Write.ValueType is not { } held || !Counting.IsWhole(held)) return null;
        if (shape.Stretch.Read.ValueType is { } read && (read as INamedTypeSymbol)?.TypeArguments.FirstOrDefault() is var inner && !SymbolEqualityComparer.Default.Equals(inner ?? read, held)) return null;
        if (held.SpecialType == SpecialType.System_Int64 && shape.By is LiteralExpressionSyntax { Token.Value: int literal }) return ParseExpression(shape.IsDecrement ? $"-{literal}L" : $"{literal}L");
        var isSame = shape.By is LiteralExpressionSyntax || SymbolEqualityComparer.Default.Equals(site.Model.GetTypeInfo(shape.By).Type, held);
        return isSame ? shape.Amount : null;
    }
}
