using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Rows;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

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
        site.Replace(unit.Body, now =>
        {
            var all = now.Of(unit.Body).Statements;
            var before = unit.Body.Statements.IndexOf(unit.Work[0]);
            var after = unit.Body.Statements.Count - before - unit.Work.Count;
            var inner = unit.Work.Count == unit.Body.Statements.Count ? now.Of(unit.Body) : Block(List(all.Skip(before).Take(all.Count - before - after)));
            if (unit.Given is { } given) inner = inner.AddStatements(ParseStatement($"return {given};"));
            var work = ParenthesizedLambdaExpression(ParameterList(SeparatedList([Parameter(Identifier("_")), Parameter(Identifier("_"))])), inner).WithAsyncKeyword(Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(Space));
            var arguments = new List<ArgumentSyntax> { Argument(work) };
            if (unit.Token is { } token) arguments.Add(Argument(IdentifierName(token)).WithNameColon(NameColon("cancellationToken")));
            var call = Spelling.Call(context.WithoutTrivia(), "SerializableAsync", [.. arguments]);
            if (unit.Result is { } result) call = call.WithExpression(((MemberAccessExpressionSyntax)call.Expression).WithName(GenericName(Identifier("SerializableAsync"), TypeArgumentList(SeparatedList([ParseTypeName(contextType), ParseTypeName(result)])))));
            var statements = List(all.Take(before).Append(Statement(AwaitStyle.Await(call, save), unit).WithTrailingTrivia(unit.Work[unit.Work.Count - 1].GetTrailingTrivia())).Concat(all.Skip(all.Count - after)));
            return (unit.IsPart ? now.Of(unit.Body).WithStatements(statements) : Block(statements)).WithAdditionalAnnotations(Formatter.Annotation);
        });
        return "Run in a serializable transaction, again on conflict";
    }

    /// <summary>What becomes of the outcome of the unit: it is returned, or its variables are there for what follows.</summary>
    private static StatementSyntax Statement(ExpressionSyntax awaited, UnitOfWork unit)
    {
        if (unit.Given is null && unit.Result is null) return ExpressionStatement(awaited);
        var text = ParseStatement(unit.Given is { } given ? $"var {given} = default;" : "return default;");
        return text.ReplaceNode(text.DescendantNodes().Single(node => node.IsKind(SyntaxKind.DefaultLiteralExpression)), awaited);
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
