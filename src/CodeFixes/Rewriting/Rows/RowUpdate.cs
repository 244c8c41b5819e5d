using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Rewriting.Rows;

/// <summary>Spells the statements that change a row in the database.</summary>
internal sealed class RowUpdate(FixSite site, RowChange change)
{
    private readonly RowLoad _load = change.Load;

    /// <summary>The number of rows that the statement changed.</summary>
    public string Affected { get; } = RowSyntax.Unused("affected", change.Load.Statement);

    public bool IsAsync => change.Save is AwaitExpressionSyntax;

    /// <summary>The save can be awaited or needs not be; and the library has what replaces it.</summary>
    public bool CanUpdate => IsAsync == Name(change.SaveCall).EndsWith("Async", StringComparison.Ordinal) && (!IsAsync || AwaitStyle.CanAwait(change.SaveCall)) && HasExecuteUpdate();

    /// <summary>The runtime's operations on queries are there, and can be awaited.</summary>
    public bool CanIncrement => IsAsync && AwaitStyle.CanAwait(change.SaveCall) && site.Model.Compilation.GetTypeByMetadataName("RaceSafe.AtomicQueryableExtensions") is not null;

    /// <summary>A transaction has to be begun for what else the save saves, and can be.</summary>
    public bool CanBegin => IsAsync && site.Handoff.Fact("transaction") is not null;

    /// <summary><c>await db.Options.Where(…).ExecuteUpdateAsync(s => s.SetProperty(…))</c>.</summary>
    public ExpressionSyntax Execute(ExpressionSyntax? and = null)
    {
        var name = RowSyntax.Unused("s", _load.Statement);
        ExpressionSyntax setters = IdentifierName(name);
        foreach (var column in change.Changes)
        {
            var value = column.Computed is { } computed ? Lambda(computed) : column.Plain!;
            setters = Spelling.Call(setters, "SetProperty", Argument(Lambda(Column(column.Column.Name))), Argument(value));
        }

        var arguments = new List<ArgumentSyntax> { Argument(SimpleLambdaExpression(Parameter(Identifier(name)), setters)) };
        if (Token is { } token) arguments.Add(Argument(token));
        return Awaited(Spelling.Call(_load.Query(and), IsAsync ? "ExecuteUpdateAsync" : "ExecuteUpdate", [.. arguments]));
    }

    /// <summary><c>await db.Options.Where(…).IncrementAsync(o => o.Votes, by)</c>, or the form with limits.</summary>
    public ExpressionSyntax Increment(ColumnChange column, ExpressionSyntax? and = null, ArgumentSyntax? limit = null)
    {
        site.Import("RaceSafe");
        var arguments = new List<ArgumentSyntax> { Argument(Lambda(Column(column.Column.Name))), Argument(column.By!) };
        if (limit is not null) arguments.Add(limit);
        if (Token is { } token) arguments.Add(Argument(token).WithNameColon(NameColon("cancellationToken")));
        return Awaited(Spelling.Call(_load.Query(and), limit is null ? "IncrementAsync" : "TryIncrementAsync", [.. arguments]));
    }

    /// <summary><c>await db.Entry(order).ReloadAsync();</c></summary>
    public StatementSyntax Reload()
    {
        var entry = Spelling.Call(_load.Context.WithoutTrivia(), "Entry", Argument(IdentifierName(_load.Row.Name)));
        return Statement(Awaited(IsAsync ? Spelling.Call(entry, "ReloadAsync", [.. Token is { } token ? new[] { Argument(token) } : []]) : Spelling.Call(entry, "Reload")));
    }

    public StatementSyntax Begin(string name)
    {
        var begin = Awaited(Spelling.Call(Database(), "BeginTransactionAsync", [.. Token is { } token ? new[] { Argument(token) } : []]));
        return Declare(name, begin)
            .WithAwaitKeyword(Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(Space)).WithUsingKeyword(Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(Space));
    }

    public StatementSyntax Commit(string name) =>
        Statement(Awaited(Spelling.Call(IdentifierName(name), "CommitAsync", [.. Token is { } token ? new[] { Argument(token) } : []])));

    public static StatementSyntax Statement(ExpressionSyntax expression) => ExpressionStatement(expression);

    public static LocalDeclarationStatementSyntax Declare(string name, ExpressionSyntax value) =>
        LocalDeclarationStatement(VariableDeclaration(IdentifierName("var").WithTrailingTrivia(Space)).AddVariables(VariableDeclarator(name).WithInitializer(EqualsValueClause(value))));

    /// <summary><c>if (condition) statement</c>, laid out as the branch that it is made from.</summary>
    public static IfStatementSyntax If(ExpressionSyntax condition, StatementSyntax then, IfStatementSyntax? like = null) => like is null
        ? IfStatement(condition, then).WithAdditionalAnnotations(Formatter.Annotation)
        : like.WithCondition(condition).WithoutTrivia();

    public static StatementSyntax Throw(string type, string message) => ParseStatement($"throw new {type}(\"{message}\");");

    private ExpressionSyntax? Token => change.SaveCall.ArgumentList.Arguments is { Count: 1 } one && one[0].Expression is var token && site.Model.GetTypeInfo(token).Type is { Name: "CancellationToken" } ? token.WithoutTrivia() : null;

    private ExpressionSyntax Database() => MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, _load.Context.WithoutTrivia(), IdentifierName("Database"));

    private LambdaExpressionSyntax Lambda(ExpressionSyntax body) => SimpleLambdaExpression(Parameter(Identifier(_load.Name)), body);

    private ExpressionSyntax Column(string name) => MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, IdentifierName(_load.Name), IdentifierName(name));

    private ExpressionSyntax Awaited(ExpressionSyntax call) => IsAsync ? AwaitStyle.Await(call, change.SaveCall) : call;

    private bool HasExecuteUpdate()
    {
        foreach (var type in new[] { "EntityFrameworkQueryableExtensions", "RelationalQueryableExtensions" })
            if (site.Model.Compilation.GetTypeByMetadataName("Microsoft.EntityFrameworkCore." + type) is { } known && known.GetMembers("ExecuteUpdateAsync").Length > 0) return true;
        return false;
    }

    private static string Name(InvocationExpressionSyntax call) => ((MemberAccessExpressionSyntax)call.Expression).Name.Identifier.ValueText;
}
