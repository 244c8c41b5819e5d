using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Entries;

namespace RaceSafe.CodeFixes.Fixes.Memory;

/// <summary>The runtime's <c>GetOrCreateOnce</c> in place of <c>GetOrAdd</c>: callers for one key wait for one run of the factory.</summary>
internal sealed class UseGetOrCreateOnce : Rewrite
{
    public override string Action => FixActions.UseGetOrCreateOnce;

    public override string? Plan(FixSite site)
    {
        if (!Spell.HasRuntime(site) || site.Write<InvocationExpressionSyntax>() is not { ArgumentList.Arguments.Count: 2, Expression: MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name } }) return null;
        site.Import("RaceSafe");
        site.Replace(name, _ => SyntaxFactory.IdentifierName("GetOrCreateOnce"));
        return "Use GetOrCreateOnce of RaceSafe.Runtime";
    }
}
