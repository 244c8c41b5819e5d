using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Rows;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Database;

/// <summary>
/// <c>SetProperty(o => o.Votes, votes + 1)</c>, computed from what was loaded, becomes <c>SetProperty(o => o.Votes, o => o.Votes + 1)</c>. The load goes
/// when nobody needs it for anything else; where it threw for a missing row, the number of rows does.
/// </summary>
internal sealed class ComputeInStatement : Rewrite
{
    public override string Action => FixActions.ComputeInStatement;

    public override string? Plan(FixSite site)
    {
        if (site.Write<InvocationExpressionSyntax>() is not { } update || site.Place<InvocationExpressionSyntax>(FixRoles.Read) is not { } read) return null;
        if (site.Place<BinaryExpressionSyntax>(FixRoles.Value) is not { } sum || sum.Parent is not ArgumentSyntax { Parent: ArgumentListSyntax { Arguments: { Count: 2 } arguments } }) return null;
        if (arguments[0].Expression is not LambdaExpressionSyntax { ExpressionBody: MemberAccessExpressionSyntax column } target || RowSyntax.Parameter(target) is not { } row) return null;
        if (RowSyntax.Whole(read).Parent is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax block } load } } declared }) return null;
        if (site.Model.GetDeclaredSymbol(declared) is not ILocalSymbol loaded || sum.DescendantTokens().Any(token => token.ValueText == row)) return null;

        var olds = sum.DescendantNodes().OfType<ExpressionSyntax>().Where(part => IsOld(part, loaded, column, read, site.Model)).ToList();
        var uses = block.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => SymbolEqualityComparer.Default.Equals(site.Model.GetSymbolInfo(name).Symbol, loaded)).ToList();
        if (olds.Count == 0 || uses.Any(use => sum.Span.Contains(use.Span) && !olds.Any(old => old.Span.Contains(use.Span))) || sum.DescendantNodes().Any(node => node is InvocationExpressionSyntax or AwaitExpressionSyntax)) return null;
        if (uses.Any(use => use.Parent is AssignmentExpressionSyntax or ArgumentSyntax { RefKindKeyword.RawKind: not 0 } or PostfixUnaryExpressionSyntax { RawKind: not (int)SyntaxKind.SuppressNullableWarningExpression })) return null;

        var lambda = SimpleLambdaExpression(Parameter(Identifier(row)), sum.ReplaceNodes(olds, (old, _) => column.WithTriviaFrom(old)).WithoutTrivia());
        var isNeeded = uses.Any(use => !sum.Span.Contains(use.Span));
        var name = ((MemberAccessExpressionSyntax)read.Expression).Name.Identifier.ValueText;
        var throws = name.StartsWith("Single", StringComparison.Ordinal) || name.StartsWith("First", StringComparison.Ordinal) ? !name.Contains("OrDefault") : false;
        if (isNeeded)
        {
            site.Replace(sum, _ => lambda);
            return "Compute in the statement";
        }

        var whole = RowSyntax.Whole(update);
        if (throws && whole.Parent is not ExpressionStatementSyntax { Parent: BlockSyntax }) return null;
        site.Remove(load);
        if (!throws) site.Replace(sum, _ => lambda);
        else
        {
            site.Replace((StatementSyntax)whole.Parent!, _ => RowUpdate.If(
                BinaryExpression(SyntaxKind.EqualsExpression, whole.ReplaceNode(sum, lambda).WithoutTrivia(), LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(0))),
                RowUpdate.Throw("InvalidOperationException", "Sequence contains no elements.")));
        }

        return "Compute in the statement";
    }

    /// <summary>The column of the loaded row, or the variable that holds nothing but that column.</summary>
    private static bool IsOld(ExpressionSyntax part, ILocalSymbol loaded, MemberAccessExpressionSyntax column, InvocationExpressionSyntax read, SemanticModel model)
    {
        if (part is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax owner } access)
            return access.Name.Identifier.ValueText == column.Name.Identifier.ValueText && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(owner).Symbol, loaded);
        return part is IdentifierNameSyntax && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(part).Symbol, loaded)
            && read.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(call => call is { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Select" }, ArgumentList.Arguments: { Count: 1 } selected }
                && selected[0].Expression is LambdaExpressionSyntax { ExpressionBody: MemberAccessExpressionSyntax picked } && picked.Name.Identifier.ValueText == column.Name.Identifier.ValueText);
    }
}
