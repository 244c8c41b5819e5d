using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using RaceSafe.CodeFixes.Rewriting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Memory;

/// <summary>The statements and member bodies that use a field and that a lock can be put around.</summary>
internal sealed class LockedPlaces(SemanticModel model, IFieldSymbol field)
{
    /// <summary>All of them, or null when some use stands where no lock can: then a lock around the others protects nothing.</summary>
    public IReadOnlyList<SyntaxNode>? Of(ClassDeclarationSyntax type)
    {
        var places = new List<SyntaxNode>();
        foreach (var name in type.DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (name.Identifier.ValueText != field.Name || !SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol?.OriginalDefinition, field)) continue;
            ExpressionSyntax use = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
            if (use is MemberAccessExpressionSyntax { Expression: not ThisExpressionSyntax } && !field.IsStatic) return null; // another object's
            if (use.Parent is ArgumentSyntax { RefKindKeyword.RawKind: not (int)SyntaxKind.None } or RefExpressionSyntax) return null;
            if (IsBeforeOthers(use)) continue;
            if (Around(use) is not { } place || place.DescendantNodes().Any(node => node is AwaitExpressionSyntax or YieldStatementSyntax)) return null;
            if (place is StatementSyntax statement && Scopes.UsedAround(statement, statement, model) is not { Count: 0 }) return null;
            if (!places.Any(known => known.Span.Contains(place.Span))) places.Add(place);
        }

        return places.Where(place => !places.Any(other => other != place && other.Span.Contains(place.Span))).ToList();
    }

    /// <summary><c>lock (name) { statement }</c>.</summary>
    public static StatementSyntax Lock(string name, StatementSyntax statement) => LockStatement(IdentifierName(name), Block(statement)).WithAdditionalAnnotations(Formatter.Annotation);

    /// <summary>The body <c>=> value</c> with its member, as a block under the lock.</summary>
    public static SyntaxNode Rewrite(string name, SyntaxNode member, bool givesNothing)
    {
        switch (member)
        {
            case MethodDeclarationSyntax { ExpressionBody: { } arrow } method:
                return method.WithExpressionBody(null).WithSemicolonToken(default).WithBody(Body(arrow)).WithAdditionalAnnotations(Formatter.Annotation);
            case AccessorDeclarationSyntax { ExpressionBody: { } arrow } accessor:
                return accessor.WithExpressionBody(null).WithSemicolonToken(default).WithBody(Body(arrow)).WithAdditionalAnnotations(Formatter.Annotation);
            default:
                var property = (PropertyDeclarationSyntax)member;
                var getter = AccessorDeclaration(SyntaxKind.GetAccessorDeclaration, Body(property.ExpressionBody!));
                return property.WithExpressionBody(null).WithSemicolonToken(default).WithAccessorList(AccessorList(SingletonList(getter))).WithAdditionalAnnotations(Formatter.Annotation);
        }

        BlockSyntax Body(ArrowExpressionClauseSyntax arrow)
        {
            var value = arrow.Expression.WithoutTrivia();
            return Block(Lock(name, givesNothing ? ExpressionStatement(value) : ReturnStatement(Token(SyntaxKind.ReturnKeyword).WithTrailingTrivia(Space), value, Token(SyntaxKind.SemicolonToken))));
        }
    }

    /// <summary>The member with that body returns no value.</summary>
    public bool GivesNothing(SyntaxNode member) => model.GetDeclaredSymbol(member) is IMethodSymbol { ReturnsVoid: true };

    /// <summary>Nobody else has the object yet, or nothing is read or written.</summary>
    private static bool IsBeforeOthers(ExpressionSyntax use)
    {
        foreach (var ancestor in use.Ancestors())
        {
            switch (ancestor)
            {
                case InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } } or ConstructorDeclarationSyntax:
                    return true;
                case AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax:
                    return false;
            }
        }

        return false;
    }

    private SyntaxNode? Around(ExpressionSyntax use)
    {
        foreach (var ancestor in use.Ancestors())
        {
            switch (ancestor)
            {
                case ExpressionStatementSyntax or ReturnStatementSyntax when ancestor.Parent is IfStatementSyntax outer && IsOnlyItsOwn(outer):
                    return outer;
                case ExpressionStatementSyntax { Parent: BlockSyntax { Statements.Count: 1, Parent: IfStatementSyntax outer } } when IsOnlyItsOwn(outer):
                    return outer;
                case ExpressionStatementSyntax or ReturnStatementSyntax:
                    return ancestor.Parent is BlockSyntax or SwitchSectionSyntax or IfStatementSyntax or ElseClauseSyntax or CommonForEachStatementSyntax or ForStatementSyntax ? ancestor : null;
                case IfStatementSyntax branch:
                    return IsOnlyItsOwn(branch) ? branch : null;
                case ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax or AccessorDeclarationSyntax or PropertyDeclarationSyntax }:
                    return ancestor.Parent;
                case StatementSyntax or AnonymousFunctionExpressionSyntax or MemberDeclarationSyntax or ArrowExpressionClauseSyntax:
                    return null;
            }
        }

        return null;
    }

    /// <summary>A branch that asks about the field and, if at all, changes it, and does nothing else: <c>if (v > _max) _max = v;</c>.</summary>
    private bool IsOnlyItsOwn(IfStatementSyntax branch)
    {
        if (branch.Else is not null || !branch.Condition.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Any(name => name.Identifier.ValueText == field.Name)) return false;
        var only = branch.Statement is BlockSyntax { Statements: { Count: 1 } statements } ? statements[0] : branch.Statement;
        return only is ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: var left } } && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(left).Symbol, field)
            && !branch.DescendantNodes().Any(node => node is InvocationExpressionSyntax or AwaitExpressionSyntax);
    }
}
