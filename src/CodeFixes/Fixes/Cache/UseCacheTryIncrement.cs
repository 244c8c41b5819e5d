using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Caches;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Cache;

/// <summary>Get, refuse at the limit, add, set becomes the runtime's TryIncrement: the limit is checked in the step that counts.</summary>
internal sealed class UseCacheTryIncrement : Rewrite
{
    public override string Action => FixActions.UseCacheTryIncrement;

    public override string? Plan(FixSite site)
    {
        if (CounterShape.Of(site) is not { Limit: { } limit, Write: var write } shape) return null;
        if (!write.HasRuntime(site) || Lifetime.Of(write, site) is not { } lifetime || !shape.Stretch.Read.SaysOnly("key", "value")) return null;
        if ((write.Kind == CacheKind.Memory ? OfMemory(site, shape, limit) : OfRedis(shape, limit)) is not { } arguments) return null;
        site.Import("RaceSafe");
        var name = write.IsAsync ? "TryIncrementAsync" : "TryIncrement";
        var call = Spelling.Call(write.Target, name, [Spelling.Value(write.Key), .. arguments, .. lifetime, .. Sliding(site, write)]);
        foreach (var statement in shape.Superfluous) site.Remove(statement);
        var answer = CounterEdits.Instead(shape.Stretch.Last.Expression, call);
        if (Uses(site, shape).FirstOrDefault() is { } used)
        {
            foreach (var use in Uses(site, shape)) site.Replace(use, _ => Number(site, use, used.Identifier.ValueText));
            var declared = answer;
            site.InsertBefore(limit.Branch, _ => CounterEdits.Declaration(used.Identifier.ValueText, declared));
            answer = used.WithoutTrivia();
        }

        site.Replace(limit.Branch.Condition, _ => write.Kind == CacheKind.Memory ? PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, answer) : Member(answer, "IsRefused"));
        site.Remove(shape.Stretch.Last);
        return $"Use {name} of RaceSafe.Runtime" + (write.Kind == CacheKind.Memory ? ", which is atomic in this process" : "");
    }

    /// <summary>Where the number is used: the one that stood in the way, or behind the write the one that was reached.</summary>
    private static List<IdentifierNameSyntax> Uses(FixSite site, CounterShape shape) =>
        [.. shape.Told, .. shape.Result is { } result ? shape.Stretch.UsesAfter(result, site.Model) : []];

    /// <summary>The number in the answer, in the type that it had.</summary>
    private static ExpressionSyntax Number(FixSite site, IdentifierNameSyntax use, string answer)
    {
        var value = Member(IdentifierName(answer), "Value");
        return site.Model.GetTypeInfo(use).Type?.SpecialType == SpecialType.System_Int32 ? CastExpression(PredefinedType(Token(SyntaxKind.IntKeyword)), value) : value;
    }

    private static List<ArgumentSyntax>? OfRedis(CounterShape shape, CounterLimit limit)
    {
        if (shape.Write is not { Kind: CacheKind.Redis, Command: "StringSet" or "StringIncrement" or "StringDecrement" }) return null;
        List<ArgumentSyntax> arguments = [Lifetime.Named(limit.IsLowest ? "min" : "max", limit.Bound)];
        if (!CounterEdits.IsOne(shape.By, shape.IsDecrement)) arguments.Insert(0, Spelling.Value(CounterEdits.Signed(shape.By, shape.IsDecrement)));
        return arguments;
    }

    /// <summary>The limit has the type of the entry: that is how the entry is found again.</summary>
    private static List<ArgumentSyntax>? OfMemory(FixSite site, CounterShape shape, CounterLimit limit)
    {
        if (limit.IsLowest || Uses(site, shape).Count > 0 || shape.Write is not { Command: "Set", ValueType: { } held } || UseCacheIncrement.Amount(site, shape.Stretch.Read, shape.Write, shape.By, shape.IsDecrement) is not { } by) return null;
        if (limit.Bound is not LiteralExpressionSyntax && !SymbolEqualityComparer.Default.Equals(limit.Type, held)) return null;
        return [Argument(by), Argument(limit.Bound), Argument(IdentifierName("_")).WithRefKindKeyword(Token(SyntaxKind.OutKeyword).WithTrailingTrivia(Space))];
    }

    private static List<ArgumentSyntax> Sliding(FixSite site, CacheCall write) =>
        write["expiry"] is null ? [] : [Lifetime.Named("ttlMode", site.Type("RaceSafe", "TtlMode.Sliding"))];

    private static ExpressionSyntax Member(ExpressionSyntax answer, string name) =>
        MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, Spelling.Operand(answer), IdentifierName(name));
}
