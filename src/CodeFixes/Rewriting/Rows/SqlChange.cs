using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;

namespace RaceSafe.CodeFixes.Rewriting.Rows;

/// <summary>A query of a column, a sum computed from it, and an update of that column by SQL text: <c>new { id, votes = votes + 1 }</c>.</summary>
internal sealed class SqlChange
{
    private SqlChange(InvocationExpressionSyntax update, LiteralExpressionSyntax text, AnonymousObjectMemberDeclaratorSyntax parameter, LocalDeclarationStatementSyntax query, ExpressionSyntax by) =>
        (Update, Text, Parameter, Query, By) = (update, text, parameter, query, by);

    /// <summary>The call that updates.</summary>
    public InvocationExpressionSyntax Update { get; }

    public LiteralExpressionSyntax Text { get; }

    public AnonymousObjectMemberDeclaratorSyntax Parameter { get; }

    public string ParameterName { get; private init; } = "";

    /// <summary>The statement that queries.</summary>
    public LocalDeclarationStatementSyntax Query { get; }

    /// <summary>What is added or taken away.</summary>
    public ExpressionSyntax By { get; }

    public char Sign { get; private init; }

    public string Column { get; private init; } = "";

    /// <summary>Finds <c>column = @parameter</c> in the text: the column, the sign, the parameter.</summary>
    public string Assignment { get; private init; } = "";

    /// <summary>The statement that names the new value, when others use it too.</summary>
    public LocalDeclarationStatementSyntax? Next { get; private init; }

    /// <summary>What was queried is used for more than the sum.</summary>
    public bool IsQueryNeeded { get; private init; }

    /// <summary>The call that queries, without <c>Async</c>.</summary>
    public string Terminal { get; private init; } = "";

    /// <summary>The query throws when there is no row.</summary>
    public bool QueryThrows => Terminal is "QuerySingle" or "QueryFirst";

    /// <summary>The word by which the database answers an update with rows, where it has one.</summary>
    public string? Returning { get; private init; }

    public static SqlChange? Of(FixSite site)
    {
        if (site.Write<InvocationExpressionSyntax>() is not { } update || site.Place<InvocationExpressionSyntax>(FixRoles.Read) is not { } read) return null;
        if (site.Handoff.Fact("column") is not { } column || site.Handoff.Fact("parameter") is not { } name) return null;
        var text = update.ArgumentList.Arguments.Select(argument => argument.Expression).OfType<LiteralExpressionSyntax>().FirstOrDefault(literal => literal.IsKind(SyntaxKind.StringLiteralExpression));
        var members = update.DescendantNodes().OfType<AnonymousObjectMemberDeclaratorSyntax>().Where(member => string.Equals(NameOf(member), name, StringComparison.OrdinalIgnoreCase)).ToList();
        var assignment = $@"(\b{Regex.Escape(column)}\b[\]""`]?)(\s*=\s*)([@:$]{Regex.Escape(name)}\b)";
        if (text is null || members.Count != 1 || Regex.Matches(text.Token.Text, assignment, RegexOptions.IgnoreCase).Count != 1) return null;
        if (Regex.Matches(text.Token.Text, $@"[@:$]{Regex.Escape(name)}\b", RegexOptions.IgnoreCase).Count != 1) return null;
        if (RowSyntax.Whole(read).Parent is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax block } query } } declared }) return null;
        if (site.Model.GetDeclaredSymbol(declared) is not ILocalSymbol queried) return null;

        ExpressionSyntax value = members[0].Expression;
        LocalDeclarationStatementSyntax? next = null;
        if (value is IdentifierNameSyntax named && site.Model.GetSymbolInfo(named).Symbol is ILocalSymbol local && local.DeclaringSyntaxReferences.Length == 1
            && local.DeclaringSyntaxReferences[0].GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: var made, Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax statement } })
        {
            if (statement.Parent != block || IsAssigned(local, block, site.Model)) return null;
            (value, next) = (made, statement);
        }

        if (value is not BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression or (int)SyntaxKind.SubtractExpression } sum) return null;
        if (!IsColumn(sum.Left, queried, column, site.Model) || Uses(queried, sum.Right, site.Model).Any() || !IsStill(sum.Right)) return null;
        if (IsAssigned(queried, block, site.Model)) return null;
        var terminal = ((read.Expression as MemberAccessExpressionSyntax)?.Name.Identifier.ValueText ?? "").Replace("Async", "");
        return new(update, text, members[0], query, sum.Right)
        {
            ParameterName = NameOf(members[0]),
            Sign = sum.IsKind(SyntaxKind.AddExpression) ? '+' : '-',
            Column = column,
            Assignment = assignment,
            Next = next,
            IsQueryNeeded = Uses(queried, block, site.Model).Any(use => !sum.Left.Span.Contains(use.Span)) || terminal == "Query" || queried.Type.IsReferenceType,
            Terminal = terminal,
            Returning = site.Handoff.Fact("returning"),
        };
    }

    private static bool IsColumn(ExpressionSyntax side, ILocalSymbol queried, string column, SemanticModel model)
    {
        while (side is ParenthesizedExpressionSyntax parenthesized) side = parenthesized.Expression;
        if (side is MemberAccessExpressionSyntax access) return string.Equals(access.Name.Identifier.ValueText, column.Replace("_", ""), StringComparison.OrdinalIgnoreCase) && Is(access.Expression, queried, model);
        return Is(side, queried, model) && queried.Type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Decimal or SpecialType.System_Double;
    }

    private static bool Is(ExpressionSyntax side, ISymbol local, SemanticModel model) => side is IdentifierNameSyntax && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(side).Symbol, local);

    private static IEnumerable<IdentifierNameSyntax> Uses(ISymbol local, SyntaxNode scope, SemanticModel model) =>
        scope.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == local.Name && Is(name, local, model));

    private static bool IsAssigned(ISymbol local, SyntaxNode scope, SemanticModel model) => Uses(local, scope, model).Any(use =>
    {
        SyntaxNode target = use;
        while (target.Parent is MemberAccessExpressionSyntax access && access.Expression == target) target = access;
        return target.Parent is PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression } or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression }
            || (target.Parent is AssignmentExpressionSyntax assignment && assignment.Left == target) || target.Parent is ArgumentSyntax { RefKindKeyword.RawKind: not 0 };
    });

    private static bool IsStill(ExpressionSyntax by) => !by.DescendantNodesAndSelf().Any(node => node is AwaitExpressionSyntax or AssignmentExpressionSyntax or AnonymousFunctionExpressionSyntax);

    private static string NameOf(AnonymousObjectMemberDeclaratorSyntax member) => member.NameEquals?.Name.Identifier.ValueText ?? member.Expression switch
    {
        IdentifierNameSyntax identifier => identifier.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        _ => "",
    };
}
