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
        if (CounterShape.Of(site) is not { Limit: { } limit, Result: null, Write: { Kind: CacheKind.Redis, Command: "StringSet" or "StringIncrement" } write } shape) return null;
        if (!write.HasRuntime(site) || Lifetime.Of(write, site) is not { } lifetime || !shape.Stretch.Read.SaysOnly("key")) return null;
        List<ArgumentSyntax> arguments = [Spelling.Value(write.Key), Lifetime.Named("max", limit.Max), .. lifetime];
        if (write["expiry"] is not null) arguments.Add(Lifetime.Named("ttlMode", site.Type("RaceSafe", "TtlMode.Sliding")));
        site.Import("RaceSafe");
        var last = shape.Stretch.Last;
        var call = Spelling.Call(write.Target, write.IsAsync ? "TryIncrementAsync" : "TryIncrement", [.. arguments]);
        foreach (var statement in shape.Superfluous) site.Remove(statement);
        site.Replace(limit.Branch.Condition, _ => Refused(CounterEdits.Instead(last.Expression, call)));
        site.Remove(last);
        return $"Use {(write.IsAsync ? "TryIncrementAsync" : "TryIncrement")} of RaceSafe.Runtime";
    }

    private static ExpressionSyntax Refused(ExpressionSyntax answer) =>
        MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, Spelling.Operand(answer), IdentifierName("IsRefused"));
}
