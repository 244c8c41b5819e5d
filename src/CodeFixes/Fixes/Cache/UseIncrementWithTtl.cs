using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Caches;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Cache;

/// <summary>
/// INCR, then EXPIRE becomes the runtime's Increment with a time to live: <c>if (n == 1)</c> before the EXPIRE means a window that is fixed by the first
/// increment, an EXPIRE each time one that slides.
/// </summary>
internal sealed class UseIncrementWithTtl : Rewrite
{
    public override string Action => FixActions.UseIncrementWithTtl;

    public override string? Plan(FixSite site)
    {
        if (CacheCall.Of(site, site.Write<InvocationExpressionSyntax>()) is not { Command: "KeyExpire", Statement: { } expiring } expiry || !expiry.SaysOnly("key", "expiry")) return null;
        if (CacheCall.Of(site, site.Place<InvocationExpressionSyntax>(FixRoles.Read)) is not { Command: "StringIncrement" } increment || !increment.SaysOnly("key", "value")) return null;
        if (!increment.HasRuntime(site) || increment.IsAsync != expiry.IsAsync || !AreEquivalent(increment.Key, expiry.Key) || !AreEquivalent(increment.Target, expiry.Target)) return null;
        if (expiry["expiry"] is not { } ttl || !Lifetime.IsTimeSpan(site, ttl)) return null;
        if (increment["value"] is { } by && !Counting.IsWhole(site.Model.GetTypeInfo(by).Type)) return null;

        var branch = (expiring.Parent is BlockSyntax { Parent: IfStatementSyntax around } ? around : expiring.Parent as IfStatementSyntax) is { } found && IsFirst(found, increment) ? found : null;
        var before = Surround.Before((StatementSyntax?)branch ?? expiring);
        if (before is null || !before.Span.Contains(increment.Syntax.Span) || before is not (LocalDeclarationStatementSyntax or ExpressionStatementSyntax)) return null;
        if (branch is not null && branch.Else is not null) return null;
        if (increment.IsAsync && increment.Syntax.FirstAncestorOrSelf<AwaitExpressionSyntax>() is null) return null;

        List<ArgumentSyntax> arguments = [Spelling.Value(increment.Key)];
        if (increment["value"] is { } amount) arguments.Add(Spelling.Value(amount));
        arguments.Add(Lifetime.Named("ttl", ttl));
        if (branch is null) arguments.Add(Lifetime.Named("ttlMode", site.Type("RaceSafe", "TtlMode.Sliding")));
        site.Import("RaceSafe");
        var name = increment.IsAsync ? "IncrementAsync" : "Increment";
        site.Replace(increment.Syntax, _ => Spelling.Call(increment.Target, name, [.. arguments]));
        site.Remove(branch is not null && (expiring.Parent == branch || expiring.Parent is BlockSyntax { Statements.Count: 1 }) ? branch : expiring);
        return $"Use {name} of RaceSafe.Runtime with a time to live";
    }

    /// <summary><c>if (n == 1)</c>, where n is the result of the increment and 1 is what it adds.</summary>
    private static bool IsFirst(IfStatementSyntax branch, CacheCall increment)
    {
        if (branch.Condition is not BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression, Left: IdentifierNameSyntax name } test) return false;
        var declared = increment.Syntax.FirstAncestorOrSelf<VariableDeclaratorSyntax>();
        return declared?.Identifier.ValueText == name.Identifier.ValueText && AreEquivalent(test.Right, increment["value"] ?? LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(1)));
    }
}
