using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Rewriting.Rows;

/// <summary>Writes <c>await db.SerializableAsync(async (_, _) => { … });</c> where the work of a unit stood.</summary>
internal sealed class UnitCall(ExpressionSyntax context, ExpressionSyntax save, string contextType, UnitOfWork unit)
{
    public void Write(FixSite site)
    {
        if (unit.IsPart) InPlaceOfPart(site);
        else InPlaceOfBody(site);
    }

    /// <summary>The body of the method keeps what stands before the work.</summary>
    private void InPlaceOfBody(FixSite site) => site.Replace(unit.Body, now =>
    {
        var all = now.Of(unit.Body).Statements;
        var before = unit.Body.Statements.Count - unit.Work.Count;
        return Block(List(all.Take(before).Append(Statement(before == 0 ? now.Of(unit.Body) : Block(List(all.Skip(before))))))).WithAdditionalAnnotations(Formatter.Annotation);
    });

    /// <summary>Statement by statement, so that other parts of the method can be rewritten too. What it gives is there for what follows.</summary>
    private void InPlaceOfPart(FixSite site)
    {
        foreach (var statement in unit.Work.Skip(1)) site.Move(statement);
        site.Replace(unit.Work[0], now =>
        {
            var work = Block(List(unit.Work.Select((statement, i) => i == 0 ? now.Of(statement).WithTrailingTrivia(statement.GetTrailingTrivia()) : now.Of(statement).WithTriviaFrom(statement))));
            if (unit.Given.Count > 0) work = work.AddStatements(ParseStatement($"return {Names};"));
            return Statement(work).WithAdditionalAnnotations(Formatter.Annotation);
        });
    }

    private string Names => unit.Given.Count == 1 ? unit.Given[0] : $"({string.Join(", ", unit.Given)})";

    private StatementSyntax Statement(BlockSyntax work)
    {
        var lambda = ParenthesizedLambdaExpression(ParameterList(SeparatedList([Parameter(Identifier("_")), Parameter(Identifier("_"))])), work).WithAsyncKeyword(Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(Space));
        var arguments = new List<ArgumentSyntax> { Argument(lambda) };
        if (unit.Token is { } token) arguments.Add(Argument(IdentifierName(token)).WithNameColon(NameColon("cancellationToken")));
        var call = Spelling.Call(context.WithoutTrivia(), "SerializableAsync", [.. arguments]);
        if (unit.Result is { } result) call = call.WithExpression(((MemberAccessExpressionSyntax)call.Expression).WithName(GenericName(Identifier("SerializableAsync"), TypeArgumentList(SeparatedList([ParseTypeName(contextType), ParseTypeName(result)])))));
        var awaited = AwaitStyle.Await(call, save);
        if (unit.Given.Count == 0 && unit.Result is null) return ExpressionStatement(awaited);
        var text = ParseStatement(unit.Given.Count > 0 ? $"var {Names} = default;" : "return default;");
        return text.ReplaceNode(text.DescendantNodes().Single(node => node.IsKind(SyntaxKind.DefaultLiteralExpression)), awaited);
    }
}
