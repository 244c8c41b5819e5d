using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Caches;
using RaceSafe.CodeFixes.Rewriting.Entries;

namespace RaceSafe.CodeFixes.Fixes.Cache;

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
        if (Stored(site, read) is not { } stored || !read.SaysOnly("key", "hashField")) return null;
        var condition = read.Command switch
        {
            "StringGet" => $"StringEqual({read.Key}, {stored})",
            "HashGet" when read["hashField"] is { } field => $"HashEqual({read.Key}, {field}, {stored})",
            _ => null,
        };
        if (condition is null) return null;
        site.Import("StackExchange.Redis");
        site.InsertBefore(statement, _ => Spell.Statement($"{transaction}.AddCondition(Condition.{condition});"));
        return "Add the condition that nothing has changed";
    }

    /// <summary>The variable that holds what was read, as it was read; where only something made from it is kept, a new one.</summary>
    private static string? Stored(FixSite site, CacheCall read)
    {
        if (read.Syntax.FirstAncestorOrSelf<VariableDeclaratorSyntax>() is not { Parent.Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax scope, Declaration.Variables.Count: 1 } reading } declared || site.Model.GetDeclaredSymbol(declared) is not ILocalSymbol old) return null;
        if (old.Type.Name == "RedisValue" && CounterEdits.IsWhole(declared.Initializer?.Value, read))
            return Stretch.Uses(scope, old, site.Model).Any(use => use.Parent is AssignmentExpressionSyntax assignment && assignment.Left == use) ? null : old.Name;
        var name = old.Name + "Before";
        if (!site.Model.LookupSymbols(reading.SpanStart, name: name).IsEmpty || read.Whole.Ancestors().TakeWhile(outer => outer != declared).Any(MayPassBy)) return null;
        site.InsertBefore(reading, _ => CounterEdits.Declaration(name, (read.Whole is ParenthesizedExpressionSyntax inner ? inner.Expression : read.Whole).WithoutTrivia()));
        site.Replace(read.Whole, _ => Microsoft.CodeAnalysis.CSharp.SyntaxFactory.IdentifierName(name));
        return name;
    }

    /// <summary>Inside it the read may not happen, or later.</summary>
    private static bool MayPassBy(SyntaxNode outer) =>
        outer is ConditionalExpressionSyntax or AnonymousFunctionExpressionSyntax or SwitchExpressionSyntax or ConditionalAccessExpressionSyntax or BinaryExpressionSyntax { OperatorToken.ValueText: "&&" or "||" or "??" };

    /// <summary>Somebody looks at the outcome of Execute.</summary>
    private static bool IsObeyed(BlockSyntax block, ILocalSymbol transaction, SemanticModel model) => Stretch.Uses(block, transaction, model).Any(use =>
        use.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Execute" or "ExecuteAsync", Parent: InvocationExpressionSyntax call }
        && Surround.StatementOf(call) is null);
}
