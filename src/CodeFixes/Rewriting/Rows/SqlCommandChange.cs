using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;

namespace RaceSafe.CodeFixes.Rewriting.Rows;

/// <summary>
/// A command queries a number, a sum is computed from it and from nothing else that is queried, and another command writes the sum:
/// <c>select.CommandText = "SELECT votes …"; … update.Parameters.AddWithValue("votes", votes + 1);</c>.
/// </summary>
internal sealed class SqlCommandChange
{
    private SqlCommandChange(LiteralExpressionSyntax text, BinaryExpressionSyntax sum, IReadOnlyList<StatementSyntax> query, ExpressionStatementSyntax update) =>
        (Text, Sum, Query, Update) = (text, sum, query, update);

    /// <summary>The text of the updating command.</summary>
    public LiteralExpressionSyntax Text { get; }

    /// <summary>What is queried, and what is added to it or taken from it.</summary>
    public BinaryExpressionSyntax Sum { get; }

    /// <summary>The statements that make the querying command and run it; nothing else uses it or its answer.</summary>
    public IReadOnlyList<StatementSyntax> Query { get; }

    /// <summary>The statement that updates.</summary>
    public ExpressionStatementSyntax Update { get; }

    /// <summary>Finds <c>column = @parameter</c> in the text: the column, the sign, the parameter.</summary>
    public string Assignment { get; private init; } = "";

    /// <summary>The query throws when there is no row.</summary>
    public bool QueryThrows { get; private init; }

    public static SqlCommandChange? Of(FixSite site)
    {
        if (site.Handoff.Fact("column") is not { } column || site.Handoff.Fact("parameter") is not { } name || site.Write<InvocationExpressionSyntax>() is not { } update) return null;
        if (site.Place<BinaryExpressionSyntax>(FixRoles.Value) is not { RawKind: (int)SyntaxKind.AddExpression or (int)SyntaxKind.SubtractExpression, Left: IdentifierNameSyntax left } sum) return null;
        if (site.Place<InvocationExpressionSyntax>(FixRoles.Read) is not { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax command } } read) return null;
        if (RowSyntax.Whole(update).Parent is not ExpressionStatementSyntax statement || update.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } method) return null;
        var assignment = $@"(\b{Regex.Escape(column)}\b[\]""`]?)(\s*=\s*)([@:$]{Regex.Escape(name)}\b)";
        var texts = method.DescendantNodes().OfType<LiteralExpressionSyntax>().Where(literal => literal.IsKind(SyntaxKind.StringLiteralExpression) && Regex.IsMatch(literal.Token.Text, assignment, RegexOptions.IgnoreCase)).ToList();
        if (texts.Count != 1 || Regex.Matches(texts[0].Token.Text, $@"[@:$]{Regex.Escape(name)}\b", RegexOptions.IgnoreCase).Count != 1) return null;
        if (read.FirstAncestorOrSelf<StatementSyntax>() is not LocalDeclarationStatementSyntax { Parent: BlockSyntax block, Declaration.Variables: { Count: 1 } declared }) return null;
        if (site.Model.GetDeclaredSymbol(declared[0]) is not ILocalSymbol { Type.SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Decimal or SpecialType.System_Double } queried) return null;
        if (!SymbolEqualityComparer.Default.Equals(site.Model.GetSymbolInfo(left).Symbol, queried) || Uses(queried.Name, method) != 1 || !IsStill(sum.Right)) return null;
        if (QueryOf(command.Identifier.ValueText, block) is not { } query) return null;
        return new(texts[0], sum, query, statement)
        {
            Assignment = assignment,
            QueryThrows = declared[0].Initializer?.Value is CastExpressionSyntax, // nothing cannot be unboxed
        };
    }

    /// <summary>Every statement of the block in which that command has a part; null when one of them does more.</summary>
    private static List<StatementSyntax>? QueryOf(string command, BlockSyntax block)
    {
        var statements = new List<StatementSyntax>();
        foreach (var statement in block.Statements)
        {
            if (!statement.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == command)) continue;
            var root = statement is ExpressionStatementSyntax { Expression: var whole } ? Root(whole) : null;
            if (statement is not LocalDeclarationStatementSyntax { Declaration.Variables.Count: 1 } && root != command) return null;
            statements.Add(statement);
        }

        return statements;
    }

    /// <summary>What <c>select.Parameters.AddWithValue(…)</c> and <c>select.CommandText = …</c> begin with.</summary>
    private static string? Root(ExpressionSyntax expression)
    {
        while (true)
        {
            switch (expression)
            {
                case AssignmentExpressionSyntax assignment: expression = assignment.Left; break;
                case InvocationExpressionSyntax call: expression = call.Expression; break;
                case MemberAccessExpressionSyntax access: expression = access.Expression; break;
                default: return (expression as IdentifierNameSyntax)?.Identifier.ValueText;
            }
        }
    }

    private static int Uses(string local, SyntaxNode method) => method.DescendantNodes().OfType<IdentifierNameSyntax>().Count(name => name.Identifier.ValueText == local);

    private static bool IsStill(ExpressionSyntax by) => !by.DescendantNodesAndSelf().Any(node => node is AwaitExpressionSyntax or InvocationExpressionSyntax or AssignmentExpressionSyntax);
}
