using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Caches;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Cache;

/// <summary>
/// A value that lets one pass is replaced by one that does not: <c>if (state != "free") return no; Set(key, "taken");</c> becomes the runtime's
/// compare-and-set with what was read. Whoever comes second is told what the one is told who finds it taken.
/// </summary>
internal sealed class UseCompareAndSet : Rewrite
{
    public override string Action => FixActions.UseCompareAndSet;

    public override string? Plan(FixSite site)
    {
        if (CacheCall.Of(site, site.Write<InvocationExpressionSyntax>()) is not { Kind: CacheKind.Redis, Statement: { } statement } write || !write.HasRuntime(site) || write["value"] is not { } value) return null;
        if (CacheCall.Of(site, site.Place<InvocationExpressionSyntax>(FixRoles.Read)) is not { } read || !read.IsOnSamePlace(write) || read.IsAsync != write.IsAsync || !read.SaysOnly("key", "hashField")) return null;
        if (read.Syntax.FirstAncestorOrSelf<VariableDeclaratorSyntax>() is not { } declared || !CounterEdits.IsWhole(declared.Initializer?.Value, read)) return null;
        if (site.Model.GetDeclaredSymbol(declared) is not ILocalSymbol { Type: { Name: "RedisValue" } or { SpecialType: SpecialType.System_String } } old) return null;
        if (IsWrittenAgain(site, write, statement)) return null; // the next state, which then has no check of its own
        if (LeavingChecks.Between(read, statement, site.Model)?.Refusal() is not { } refusal || Lifetime(site, read, write) is not { } lifetime) return null;

        var isHash = write.Command == "HashSet";
        var name = (isHash ? "HashCompareAndSet" : "CompareAndSet") + (write.IsAsync ? "Async" : "");
        List<ArgumentSyntax> arguments = [Spelling.Value(write.Key), Spelling.Value(IdentifierName(old.Name)), Spelling.Value(value), .. lifetime];
        if (isHash) arguments.Insert(1, Spelling.Value(write["hashField"]!));
        site.Import("RaceSafe");
        site.Keep(refusal);
        var answer = CounterEdits.Instead(statement.Expression, Spelling.Call(write.Target, name, [.. arguments]));
        site.Replace((StatementSyntax)statement, now => CounterEdits.If(MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, Spelling.Operand(answer), IdentifierName("IsRefused")), now.Of(refusal), statement));
        return $"Use {name} of RaceSafe.Runtime";
    }

    private static bool IsWrittenAgain(FixSite site, CacheCall write, StatementSyntax statement) =>
        statement.Parent!.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(call => call.SpanStart > statement.Span.End && CacheCall.Of(site, call) is { } other && other.Command == write.Command && other.IsOnSamePlace(write));

    /// <summary>How long the new value lives; null where the pair is no read and write of one value.</summary>
    private static List<ArgumentSyntax>? Lifetime(FixSite site, CacheCall read, CacheCall write) => (read.Command, write.Command) switch
    {
        ("StringGet", "StringSet") => Rewriting.Caches.Lifetime.Of(write, site),
        ("HashGet", "HashSet") when write.SaysOnly("key", "hashField", "value") => [],
        _ => null,
    };
}
