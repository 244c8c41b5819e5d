using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.Analyzers.Rules.Database;

/// <summary>The variables of a method that derive from one expression, and those that derive from it plus one.</summary>
internal sealed class DerivedNames
{
    private readonly SyntaxNode _seed;
    private readonly HashSet<string> _derived = new(StringComparer.Ordinal);
    private readonly HashSet<string> _next = new(StringComparer.Ordinal);
    private readonly bool _seedIsNext;

    /// <param name="seed">The expression.</param>
    /// <param name="isStepped">One has been added to it already.</param>
    public DerivedNames(SyntaxNode seed, bool isStepped)
    {
        _seed = seed;
        _seedIsNext = IsStepped = isStepped;
        if (seed.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } method) return;
        var nodes = method.DescendantNodes().Where(node => node is VariableDeclaratorSyntax or AssignmentExpressionSyntax or BinaryExpressionSyntax or PostfixUnaryExpressionSyntax or PrefixUnaryExpressionSyntax).ToList();
        for (var known = -1; known < _derived.Count + _next.Count;)
        {
            known = _derived.Count + _next.Count;
            foreach (var node in nodes) Follow(node);
        }
    }

    /// <summary>Somewhere one is added.</summary>
    public bool IsStepped { get; private set; }

    /// <summary>The value derives from the expression plus one.</summary>
    public bool IsNext(SyntaxNode value)
    {
        foreach (var node in value.DescendantNodesAndSelf())
        {
            if (node is IdentifierNameSyntax name && !IsMemberName(name) && _next.Contains(name.Identifier.ValueText)) return true;
            if (node is BinaryExpressionSyntax sum && IsStep(sum) || (_seedIsNext && node == _seed)) return true;
        }

        return false;
    }

    private void Follow(SyntaxNode node)
    {
        switch (node)
        {
            case VariableDeclaratorSyntax { Initializer.Value: var value } local:
                Give(local.Identifier.ValueText, value);
                break;
            case AssignmentExpressionSyntax { Left: IdentifierNameSyntax local, Parent: not InitializerExpressionSyntax } assignment:
                if (assignment.IsKind(SyntaxKind.AddAssignmentExpression) && IsOne(assignment.Right) && _derived.Contains(local.Identifier.ValueText)) Step(local.Identifier.ValueText);
                Give(local.Identifier.ValueText, assignment.Right);
                break;
            case BinaryExpressionSyntax sum when IsStep(sum):
                IsStepped = true;
                break;
            case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression, Operand: IdentifierNameSyntax local } when _derived.Contains(local.Identifier.ValueText):
                Step(local.Identifier.ValueText);
                break;
            case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression, Operand: IdentifierNameSyntax local } when _derived.Contains(local.Identifier.ValueText):
                Step(local.Identifier.ValueText);
                break;
        }
    }

    private void Give(string name, SyntaxNode value)
    {
        if (IsNext(value)) _next.Add(name);
        else if (IsDerived(value)) _derived.Add(name);
    }

    private void Step(string name)
    {
        IsStepped = true;
        _next.Add(name);
    }

    private bool IsStep(BinaryExpressionSyntax sum) => sum.IsKind(SyntaxKind.AddExpression) && ((IsOne(sum.Right) && IsDerived(sum.Left)) || (IsOne(sum.Left) && IsDerived(sum.Right)));

    private bool IsDerived(SyntaxNode value)
    {
        foreach (var node in value.DescendantNodesAndSelf())
            if (node == _seed || (node is IdentifierNameSyntax name && !IsMemberName(name) && _derived.Contains(name.Identifier.ValueText))) return true;
        return false;
    }

    private static bool IsMemberName(IdentifierNameSyntax name) => name.Parent is MemberAccessExpressionSyntax access && access.Name == name;

    private static bool IsOne(ExpressionSyntax value) => value is LiteralExpressionSyntax { Token.Value: 1 or 1L };
}
