using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Caches;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Cache;

/// <summary>
/// A batch with INCR and EXPIRE becomes a transaction: the same commands, sent at the same moment, but all of them or none. Only where all are about one
/// key: on a cluster a transaction keeps to one slot.
/// </summary>
internal sealed class UseTransaction : Rewrite
{
    public override string Action => FixActions.UseTransaction;

    public override string? Plan(FixSite site)
    {
        if (CacheCall.Of(site, site.Write<InvocationExpressionSyntax>()) is not { Command: "KeyExpire", Target: IdentifierNameSyntax target } expiry) return null;
        if (CacheCall.Of(site, site.Place<InvocationExpressionSyntax>(FixRoles.Read)) is not { } increment || !AreEquivalent(increment.Target, target)) return null;
        if (site.Model.GetSymbolInfo(target).Symbol is not ILocalSymbol { Type.Name: "IBatch" } batch || batch.DeclaringSyntaxReferences[0].GetSyntax() is not VariableDeclaratorSyntax declared) return null;
        if (declared is not { Parent: VariableDeclarationSyntax { Type.IsVar: true, Parent.Parent: BlockSyntax block }, Initializer.Value: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: IdentifierNameSyntax { Identifier.ValueText: "CreateBatch" } name } } }) return null;
        foreach (var use in Stretch.Uses(block, batch, site.Model))
        {
            if (use.Parent is not MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } member || member.Expression != use) return null;
            if (member.Name.Identifier.ValueText == "Execute" ? Surround.StatementOf(call) is null : CacheCall.Of(site, call) is not { } command || !AreEquivalent(command.Key, expiry.Key)) return null;
        }

        site.Replace(name, _ => IdentifierName("CreateTransaction"));
        return "Use a transaction instead of a batch";
    }
}
