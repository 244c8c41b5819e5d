using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Rows;

namespace RaceSafe.CodeFixes.Fixes.Database;

/// <summary>
/// The whole method, or what follows the making of its context, becomes a unit of work of the runtime: a serializable transaction, run again when it lost against another one. Only where running
/// it twice does nothing twice outside of the transaction; where that holds for a part alone, from the read to its save, the part does.
/// </summary>
internal sealed class UseSerializable : Rewrite
{
    public override string Action => FixActions.UseSerializable;

    public override string? Plan(FixSite site)
    {
        if (site.Model.Compilation.GetTypeByMetadataName("RaceSafe.AtomicDbContextExtensions") is null) return null;
        if (site.Place<InvocationExpressionSyntax>(FixRoles.Related) is not { Expression: MemberAccessExpressionSyntax { Expression: var context } } save || UnitOfWork.Around(save, context, site) is not { } whole) return null;
        var guard = site.Place<InvocationExpressionSyntax>(FixRoles.Guard);
        if ((guard is null ? [] : Transaction(guard, whole.Body)) is not { } transaction) return null;
        var parts = guard is null && site.Place<SyntaxNode>(FixRoles.Read) is { } read ? UnitParts.Of(whole, read, save, context, site.Model) : [];
        if (parts.Prepend(whole).FirstOrDefault(one => !one.ThrowsAfterSave && Repeatable.Is([.. one.Work.Except(transaction)], context, site.Model)) is not { } unit) return null;
        if (IsGiven(context, unit, site) && new UnitCallers(site.Model.GetTypeInfo(context).Type!, site.Model.Compilation).MayRefuse(unit.Method)) return null; // last: it looks through the project

        site.Import("RaceSafe");
        foreach (var statement in transaction) site.Remove(statement);
        var contextType = site.Model.GetTypeInfo(context).Type!.ToMinimalDisplayString(site.Model, save.SpanStart);
        new UnitCall(context, save, contextType, unit).Write(site);
        return "Run in a serializable transaction, again on conflict";
    }

    /// <summary>Others may have the context too, and know the method by its name.</summary>
    private static bool IsGiven(ExpressionSyntax context, UnitOfWork unit, FixSite site) =>
        site.Model.GetSymbolInfo(context).Symbol is not ILocalSymbol && unit.Method.MethodKind != MethodKind.AnonymousFunction;

    /// <summary>The statements that begin and commit a transaction of the method's own, which gives way to the one around the whole; null when it does more.</summary>
    private static List<StatementSyntax>? Transaction(InvocationExpressionSyntax begin, BlockSyntax body)
    {
        if (begin.Expression is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "BeginTransactionAsync" or "BeginTransaction" }) return []; // a guard of another kind
        if (begin.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is not { UsingKeyword.RawKind: not 0, Declaration.Variables: { Count: 1 } variables } declared || declared.Parent != body) return null;
        var statements = new List<StatementSyntax> { declared };
        foreach (var use in body.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (use.Identifier.ValueText != variables[0].Identifier.ValueText) continue;
            if (use.Parent is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CommitAsync" or "Commit", Parent: InvocationExpressionSyntax commit } || RowSyntax.Whole(commit).Parent is not ExpressionStatementSyntax { Parent: BlockSyntax parent } statement || parent != body) return null;
            statements.Add(statement);
        }

        return statements;
    }
}
