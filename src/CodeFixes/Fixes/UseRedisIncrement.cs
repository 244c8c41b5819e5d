using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Caches;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes;

/// <summary>GET, add, SET becomes INCRBY; HGET, add, HSET becomes HINCRBY. A missing key counts as zero both ways.</summary>
internal sealed class UseRedisIncrement : Rewrite
{
    public override string Action => FixActions.UseRedisIncrement;

    public override string? Plan(FixSite site)
    {
        if (CounterShape.Of(site) is not { Limit: null, Write.Kind: CacheKind.Redis } shape) return null;
        var write = shape.Write;
        var isHash = write.Command == "HashSet";
        if (!(isHash ? write.SaysOnly("key", "hashField", "value") : write.Command == "StringSet" && write.SaysOnly("key", "value"))) return null;
        if (isHash && !AreEquivalent(write["hashField"]!, shape.Stretch.Read["hashField"] ?? write.Key)) return null;
        if (shape.Result is not null && !write.IsDatabase(site)) return null;
        var name = (isHash ? "Hash" : "String") + (shape.IsDecrement ? "Decrement" : "Increment") + (write.IsAsync ? "Async" : "");
        List<ArgumentSyntax> arguments = [Spelling.Value(write.Key)];
        if (isHash) arguments.Add(Spelling.Value(write["hashField"]!));
        if (shape.By is not LiteralExpressionSyntax { Token.Value: 1 or 1L }) arguments.Add(Spelling.Value(shape.By));
        CounterEdits.Replace(site, shape, Spelling.Call(write.Target, name, [.. arguments]));
        return $"Use {name}";
    }
}
