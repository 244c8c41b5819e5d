using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database;

/// <summary>A new row is numbered from the greatest number so far, or from how many rows there are.</summary>
internal static class NextNumbers
{
    public static RowFinding? Find(Access add, RuleContext context)
    {
        if (add.Place.Container?.Head is not INamedTypeSymbol entity || add.Imported is not null) return null;
        foreach (var read in context.Flow.ReadsIn(add.Value.Origins))
        {
            if (!(read.Kind == AccessKind.Count || IsGreatest(read)) || read.Imported is not null || read.Place.Container != add.Place.Container) continue;
            if (PlusOne(read) is not { } column || Saves.After(add, context.Flow) is not { } save) continue;
            var member = Member(entity, column);
            return member is null ? null : Judgement.Of(new(RowRace.NextNumber, read, add, save, entity, member, Outcome.Racy, null), null, context);
        }

        return null;
    }

    /// <summary>The first row of a query in descending order.</summary>
    private static bool IsGreatest(Access read)
    {
        if (read.Kind != AccessKind.Read || read.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "First" or "FirstOrDefault" or "FirstAsync" or "FirstOrDefaultAsync" } first }) return false;
        return first.Expression.DescendantNodesAndSelf().OfType<MemberAccessExpressionSyntax>().Any(call => call.Name.Identifier.ValueText == "OrderByDescending");
    }

    /// <summary>The column that is given the read plus one, where the source shows it.</summary>
    private static string? PlusOne(Access read)
    {
        var current = Climb(read.Syntax);
        if (current.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum && IsOne(sum.Right)) return Target(sum);
        if (current.Parent is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax local }) return null;
        foreach (var use in Uses(local))
            if (Climb(use).Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } added && IsOne(added.Right)) return Target(added);
        return null;
    }

    /// <summary><c>(last?.Number ?? 0)</c> around <c>last</c>.</summary>
    private static SyntaxNode Climb(SyntaxNode use)
    {
        while (use.Parent is MemberAccessExpressionSyntax or ConditionalAccessExpressionSyntax or ParenthesizedExpressionSyntax or CastExpressionSyntax or AwaitExpressionSyntax
            or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression }) use = use.Parent;
        return use;
    }

    private static string? Target(ExpressionSyntax value)
    {
        SyntaxNode current = value;
        while (current.Parent is ParenthesizedExpressionSyntax or CastExpressionSyntax) current = current.Parent;
        switch (current.Parent)
        {
            case AssignmentExpressionSyntax { Left: IdentifierNameSyntax name }: return name.Identifier.ValueText;
            case AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax member }: return member.Name.Identifier.ValueText;
            case EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax local }:
                foreach (var use in Uses(local))
                    if (use.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is { Left: var left } assignment && assignment.Right.Span.Contains(use.Span))
                        return left is MemberAccessExpressionSyntax access ? access.Name.Identifier.ValueText : (left as IdentifierNameSyntax)?.Identifier.ValueText;
                return null;
            default: return null;
        }
    }

    private static IEnumerable<IdentifierNameSyntax> Uses(VariableDeclaratorSyntax local)
    {
        if (local.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } method) yield break;
        foreach (var name in method.DescendantNodes().OfType<IdentifierNameSyntax>())
            if (name.Identifier.ValueText == local.Identifier.ValueText && name.SpanStart > local.SpanStart) yield return name;
    }

    private static bool IsOne(ExpressionSyntax value) => value is LiteralExpressionSyntax { Token.Value: 1 or 1L };

    private static ISymbol? Member(INamedTypeSymbol entity, string name)
    {
        for (var type = entity; type is not null; type = type.BaseType)
            if (type.GetMembers(name) is { Length: > 0 } members) return members[0];
        return null;
    }
}
