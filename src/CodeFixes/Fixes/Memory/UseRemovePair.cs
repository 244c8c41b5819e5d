using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Entries;

namespace RaceSafe.CodeFixes.Fixes.Memory;

/// <summary>The entry is removed only while it holds the value that was looked at: <c>d.TryRemove(new(key, value))</c>.</summary>
internal sealed class UseRemovePair : Rewrite
{
    public override string Action => FixActions.UseRemovePair;

    public override string? Plan(FixSite site)
    {
        if (EntryShape.Of(site) is not { } entry || site.Write<InvocationExpressionSyntax>() is not { Parent: ExpressionStatementSyntax, ArgumentList: { Arguments.Count: 2 } arguments } remove) return null;
        if (entry.AsCall(remove, "TryRemove") is null || !TakesPairs(remove, entry) || site.Root.SyntaxTree.Options is CSharpParseOptions { LanguageVersion: < LanguageVersion.CSharp9 }) return null;
        if (ValueOf(site, entry) is not { } value || IsChanged(remove, value)) return null;
        var key = site.Keep(entry.Key);
        site.Replace(arguments, now => SyntaxFactory.ParseArgumentList($"(new({now.Of(key)}, {value}))"));
        return "Remove the entry only while it holds that value";
    }

    private static bool TakesPairs(InvocationExpressionSyntax remove, EntryShape entry) =>
        entry.Model.GetSymbolInfo(remove).Symbol is IMethodSymbol { ContainingType: { Name: "ConcurrentDictionary" } type }
        && type.GetMembers("TryRemove").Any(member => member is IMethodSymbol { Parameters.Length: 1 });

    /// <summary>The variable that holds what was read: <c>TryGetValue(key, out var value)</c>, <c>var value = d[key]</c>.</summary>
    private static string? ValueOf(FixSite site, EntryShape entry)
    {
        if (site.Place<ExpressionSyntax>(FixRoles.Read) is not { } read) return null;
        if (entry.IsTryGet(read, out var variable)) return variable.Identifier.Text;
        return read.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax local } && (entry.IsEntry(read) || entry.AsCall(read, "AddOrUpdate") is not null) ? local.Identifier.Text : null;
    }

    private static bool IsChanged(SyntaxNode place, string variable) => EntryShape.Uses(place, variable).Any(use => use.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == use,
        PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax => use.Parent.Kind() is SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression or SyntaxKind.PostIncrementExpression or SyntaxKind.PostDecrementExpression,
        ArgumentSyntax argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None),
        _ => false,
    });
}
