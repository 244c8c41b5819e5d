using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Caches;

namespace RaceSafe.CodeFixes.Fixes.Cache;

/// <summary>GET, add, SET becomes INCRBY; HGET, add, HSET becomes HINCRBY; ZSCORE, add, ZADD becomes ZINCRBY. A missing key counts as zero both ways.</summary>
internal sealed class UseRedisIncrement : Rewrite
{
    public override string Action => FixActions.UseRedisIncrement;

    public override string? Plan(FixSite site)
    {
        if (CounterShape.Of(site) is not { Limit: null, Write.Kind: CacheKind.Redis } shape) return null;
        var write = shape.Write;
        var (type, part) = write.Command switch { "StringSet" => ("String", ""), "HashSet" => ("Hash", "hashField"), "SortedSetAdd" => ("SortedSet", "member"), _ => ("", null) };
        if (part is null || !write.SaysOnly("key", part, "value", "score") || (part.Length > 0 && write[part] is null)) return null;
        if (shape.Result is not null && !write.IsDatabase(site)) return null;
        var name = type + (shape.IsDecrement ? "Decrement" : "Increment") + (write.IsAsync ? "Async" : "");
        List<ArgumentSyntax> arguments = [Spelling.Value(write.Key)];
        if (part.Length > 0) arguments.Add(Spelling.Value(write[part]!));
        if (part == "member" || shape.By is not LiteralExpressionSyntax { Token.Value: 1 or 1L }) arguments.Add(Spelling.Value(shape.By));
        CounterEdits.Replace(site, shape, Spelling.Call(write.Target, name, [.. arguments]));
        return $"Use {name}";
    }
}
