using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Caches;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes;

/// <summary>Get, refuse at the limit, add, set becomes the runtime's TryIncrement: the limit is checked in the step that counts.</summary>
internal sealed class UseCacheTryIncrement : Rewrite
{
    public override string Action => FixActions.UseCacheTryIncrement;

    public override string? Plan(FixSite site)
    {
        if (CounterShape.Of(site) is not { Limit: { } limit, Result: null, Write: var write } shape) return null;
        if (!write.HasRuntime(site) || Lifetime.Of(write, site) is not { } lifetime || !shape.Stretch.Read.SaysOnly("key", "value")) return null;
        if ((write.Kind == CacheKind.Memory ? OfMemory(site, shape, limit.Max) : OfRedis(write, limit.Max)) is not { } arguments) return null;
        site.Import("RaceSafe");
        var last = shape.Stretch.Last;
        var name = write.IsAsync ? "TryIncrementAsync" : "TryIncrement";
        var call = Spelling.Call(write.Target, name, [Spelling.Value(write.Key), .. arguments, .. lifetime, .. Sliding(site, write)]);
        foreach (var statement in shape.Superfluous) site.Remove(statement);
        site.Replace(limit.Branch.Condition, _ => write.Kind == CacheKind.Memory ? PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, call) : Refused(CounterEdits.Instead(last.Expression, call)));
        site.Remove(last);
        return $"Use {name} of RaceSafe.Runtime" + (write.Kind == CacheKind.Memory ? ", which is atomic in this process" : "");
    }

    private static List<ArgumentSyntax>? OfRedis(CacheCall write, ExpressionSyntax max) =>
        write is { Kind: CacheKind.Redis, Command: "StringSet" or "StringIncrement" } ? [Lifetime.Named("max", max)] : null;

    /// <summary>The limit has the type of the entry: that is how the entry is found again.</summary>
    private static List<ArgumentSyntax>? OfMemory(FixSite site, CounterShape shape, ExpressionSyntax max)
    {
        if (shape.Write is not { Command: "Set", ValueType: { } held } || UseCacheIncrement.Amount(site, shape.Stretch.Read, shape.Write, shape.By, shape.IsDecrement) is not { } by) return null;
        if (shape.Limit is not var (_, _, type) || (max is not LiteralExpressionSyntax && !SymbolEqualityComparer.Default.Equals(type, held))) return null;
        return [Argument(by), Argument(max), Argument(IdentifierName("_")).WithRefKindKeyword(Token(SyntaxKind.OutKeyword).WithTrailingTrivia(Space))];
    }

    private static List<ArgumentSyntax> Sliding(FixSite site, CacheCall write) =>
        write["expiry"] is null ? [] : [Lifetime.Named("ttlMode", site.Type("RaceSafe", "TtlMode.Sliding"))];

    private static ExpressionSyntax Refused(ExpressionSyntax answer) =>
        MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, Spelling.Operand(answer), IdentifierName("IsRefused"));
}
