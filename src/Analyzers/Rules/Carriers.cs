using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;

namespace RaceSafe.Analyzers.Rules;

/// <summary>The variables that carry what a read gave, by name: those it was put into, and those that were made from them.</summary>
internal sealed class Carriers
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly SyntaxNode _read;

    private Carriers(SyntaxNode read) => _read = read;

    public static Carriers Of(Access read)
    {
        var carriers = new Carriers(read.Operation.Syntax);
        if (Body(carriers._read) is not { } body) return carriers;
        int known;
        do
        {
            known = carriers._names.Count;
            foreach (var node in body.DescendantNodes()) carriers.Follow(node);
        }
        while (carriers._names.Count > known);
        return carriers;
    }

    /// <summary>What was read goes into that expression.</summary>
    public bool Reach(SyntaxNode node)
    {
        if (node.Span.Contains(_read.Span)) return true;
        foreach (var inner in node.DescendantNodesAndSelf())
            if (inner is IdentifierNameSyntax name && _names.Contains(name.Identifier.ValueText)) return true;
        return false;
    }

    private void Follow(SyntaxNode node)
    {
        switch (node)
        {
            case VariableDeclaratorSyntax { Initializer.Value: { } value } variable when Reach(value): _names.Add(variable.Identifier.ValueText); break;
            case AssignmentExpressionSyntax { Left: IdentifierNameSyntax name, Right: { } value } when Reach(value): _names.Add(name.Identifier.ValueText); break;
            case ForEachVariableStatementSyntax each when Reach(each.Expression): Designate(each.Variable); break;
            case ForEachStatementSyntax each when Reach(each.Expression): _names.Add(each.Identifier.ValueText); break;
            case IsPatternExpressionSyntax match when Reach(match.Expression): Designate(match.Pattern); break;
            case ArgumentSyntax { Expression: DeclarationExpressionSyntax declared, Parent.Parent: { } call } when Reach(call): Designate(declared); break;
            case ArgumentSyntax { Expression: IdentifierNameSyntax name, RefKindKeyword.RawKind: not 0, Parent.Parent: { } call } when Reach(call): _names.Add(name.Identifier.ValueText); break;
        }
    }

    private void Designate(SyntaxNode node)
    {
        foreach (var inner in node.DescendantNodes())
            if (inner is SingleVariableDesignationSyntax variable) _names.Add(variable.Identifier.ValueText);
    }

    /// <summary>The method, lambda or accessor that a node stands in.</summary>
    public static SyntaxNode? Body(SyntaxNode node)
    {
        foreach (var ancestor in node.Ancestors())
            if (ancestor is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax or AccessorDeclarationSyntax or CompilationUnitSyntax) return ancestor;
        return null;
    }
}
