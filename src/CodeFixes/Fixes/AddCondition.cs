using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Caches;
using RaceSafe.CodeFixes.Rewriting.Entries;

namespace RaceSafe.CodeFixes.Fixes;

/// <summary>
/// A transaction gets the condition that what was read is still so. Only where the code looks at what Execute says: else the update that came second
/// would be dropped in silence.
/// </summary>
internal sealed class AddCondition : Rewrite
{
    public override string Action => FixActions.AddCondition;

    public override string? Plan(FixSite site)
    {
        if (CacheCall.Of(site, site.Write<InvocationExpressionSyntax>()) is not { Target: IdentifierNameSyntax transaction } write) return null;
        if (CacheCall.Of(site, site.Place<InvocationExpressionSyntax>(FixRoles.Read)) is not { } read || !Microsoft.CodeAnalysis.CSharp.SyntaxFactory.AreEquivalent(read.Key, write.Key)) return null;
        if (write.Syntax.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax block } statement || site.Model.GetSymbolInfo(transaction).Symbol is not ILocalSymbol local || !IsObeyed(block, local, site.Model)) return null;
        if (read.Syntax.FirstAncestorOrSelf<VariableDeclaratorSyntax>() is not { } declared || site.Model.GetDeclaredSymbol(declared) is not ILocalSymbol { Type.Name: "RedisValue" } old) return null;
        if (Stretch.Uses(declared.FirstAncestorOrSelf<BlockSyntax>()!, old, site.Model).Any(use => use.Parent is AssignmentExpressionSyntax assignment && assignment.Left == use)) return null;
        var condition = read.Command switch
        {
            "StringGet" => $"StringEqual({read.Key}, {old.Name})",
            "HashGet" when read["hashField"] is { } field => $"HashEqual({read.Key}, {field}, {old.Name})",
            _ => null,
        };
        if (condition is null || !read.SaysOnly("key", "hashField")) return null;
        site.Import("StackExchange.Redis");
        site.InsertBefore(statement, _ => Spell.Statement($"{transaction}.AddCondition(Condition.{condition});"));
        return "Add the condition that nothing has changed";
    }

    /// <summary>Somebody looks at the outcome of Execute.</summary>
    private static bool IsObeyed(BlockSyntax block, ILocalSymbol transaction, SemanticModel model) => Stretch.Uses(block, transaction, model).Any(use =>
        use.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Execute" or "ExecuteAsync", Parent: InvocationExpressionSyntax call }
        && Surround.StatementOf(call) is null);
}
