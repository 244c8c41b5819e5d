using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Memory;

/// <summary>The statement goes under the lock that every other use of the field holds.</summary>
internal sealed class UseLock : Rewrite
{
    public override string Action => FixActions.UseLock;

    public override string? Plan(FixSite site)
    {
        if (site.Write<ExpressionSyntax>() is not { Parent: ExpressionStatementSyntax statement } write || FieldStep.Of(write, site.Model) is null) return null;
        if (statement.Parent is not BlockSyntax || statement.DescendantNodes().Any(node => node is AwaitExpressionSyntax) || Scopes.UsedAround(statement, statement, site.Model) is not { Count: 0 }) return null;
        if (site.Place<ExpressionSyntax>(FixRoles.Guard) is not IdentifierNameSyntax token) return null;
        if (site.Model.GetSymbolInfo(token).Symbol is not IFieldSymbol { IsReadOnly: true } field || Hides(site.Model, statement, field)) return null;
        site.Keep(statement);
        site.Replace<StatementSyntax>(statement, now => LockStatement(IdentifierName(token.Identifier.WithoutTrivia()), (ExpressionStatementSyntax)now.Of<StatementSyntax>(statement))
            .WithAdditionalAnnotations(Formatter.Annotation));
        return $"Hold '{field.Name}'";
    }

    /// <summary>The name means something else there.</summary>
    private static bool Hides(SemanticModel model, SyntaxNode place, IFieldSymbol field) =>
        !model.LookupSymbols(place.SpanStart, name: field.Name).Any(symbol => SymbolEqualityComparer.Default.Equals(symbol, field));
}
