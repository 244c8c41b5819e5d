using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Rows;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes;

/// <summary>
/// The whole method becomes a unit of work of the runtime: a serializable transaction, run again when it lost against another one. Only where running
/// it twice does nothing twice outside of the transaction.
/// </summary>
internal sealed class UseSerializable : Rewrite
{
    public override string Action => FixActions.UseSerializable;

    public override string? Plan(FixSite site)
    {
        if (site.Model.Compilation.GetTypeByMetadataName("RaceSafe.AtomicDbContextExtensions") is null) return null;
        if (site.Place<InvocationExpressionSyntax>(FixRoles.Related) is not { Expression: MemberAccessExpressionSyntax { Expression: var context } } save) return null;
        if (save.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { Body: { } body } method || !method.Modifiers.Any(SyntaxKind.AsyncKeyword) || !AwaitStyle.CanAwait(save)) return null;
        if (context is not (IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax }) || site.Model.GetSymbolInfo(context).Symbol is not (IFieldSymbol or IParameterSymbol or IPropertySymbol)) return null;
        if (site.Model.GetDeclaredSymbol(method) is not { ReturnType: INamedTypeSymbol { Name: "Task" } returned } symbol || symbol.Parameters.Any(parameter => parameter.RefKind != RefKind.None)) return null;
        var transaction = site.Place<InvocationExpressionSyntax>(FixRoles.Guard) is { } begin ? Transaction(begin, body) : [];
        if (transaction is null || !Repeatable.Is([.. body.Statements.Except(transaction)], context, site.Model)) return null;

        site.Import("RaceSafe");
        foreach (var statement in transaction) site.Remove(statement);
        var result = returned.TypeArguments.Length == 1 ? returned.TypeArguments[0].ToMinimalDisplayString(site.Model, body.SpanStart) : null;
        var contextType = site.Model.GetTypeInfo(context).Type!.ToMinimalDisplayString(site.Model, body.SpanStart);
        var token = symbol.Parameters.FirstOrDefault(parameter => parameter.Type.Name == "CancellationToken");
        site.Replace(body, now =>
        {
            var work = ParenthesizedLambdaExpression(ParameterList(SeparatedList([Parameter(Identifier("_")), Parameter(Identifier("_"))])), now.Of(body)).WithAsyncKeyword(Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(Space));
            var arguments = new List<ArgumentSyntax> { Argument(work) };
            if (token is not null) arguments.Add(Argument(IdentifierName(token.Name)).WithNameColon(NameColon("cancellationToken")));
            var call = Spelling.Call(context.WithoutTrivia(), "SerializableAsync", [.. arguments]);
            if (result is not null) call = call.WithExpression(((MemberAccessExpressionSyntax)call.Expression).WithName(GenericName(Identifier("SerializableAsync"), TypeArgumentList(SeparatedList([ParseTypeName(contextType), ParseTypeName(result)])))));
            var awaited = AwaitStyle.Await(call, save);
            StatementSyntax statement = result is null ? ExpressionStatement(awaited) : ReturnStatement(Token(SyntaxKind.ReturnKeyword).WithTrailingTrivia(Space), awaited, Token(SyntaxKind.SemicolonToken));
            return Block(statement).WithAdditionalAnnotations(Formatter.Annotation);
        });
        return "Run in a serializable transaction, again on conflict";
    }

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
