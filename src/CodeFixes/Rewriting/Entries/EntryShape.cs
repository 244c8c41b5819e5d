using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.CodeFixes.Rewriting.Entries;

/// <summary>One dictionary and key as the source writes them, and the ways to look the entry up.</summary>
internal sealed class EntryShape(SemanticModel model, ExpressionSyntax dictionary, ExpressionSyntax key)
{
    public ExpressionSyntax Dictionary => dictionary;

    public ExpressionSyntax Key => key;

    public SemanticModel Model => model;

    /// <summary>The type of the values; null when the dictionary is not seen as a ConcurrentDictionary.</summary>
    public ITypeSymbol? ValueType
    {
        get
        {
            for (var type = model.GetTypeInfo(dictionary).Type as INamedTypeSymbol; type is not null; type = type.BaseType)
                if (type is { Name: "ConcurrentDictionary", TypeArguments.Length: 2, ContainingNamespace.Name: "Concurrent" }) return type.TypeArguments[1];
            return null;
        }
    }

    /// <summary>The entry of a write: the indexer, or the arguments of a call.</summary>
    public static EntryShape? Of(FixSite site)
    {
        var dictionary = site.Place<ExpressionSyntax>(Analyzers.Reporting.FixRoles.Container);
        var key = site.Place<ExpressionSyntax>(Analyzers.Reporting.FixRoles.Key) ?? site.Place<ArgumentSyntax>(Analyzers.Reporting.FixRoles.Key)?.Expression;
        return dictionary is null || key is null ? null : new(site.Model, dictionary, key);
    }

    /// <summary><c>d[k]</c></summary>
    public bool IsEntry(SyntaxNode? node) =>
        node is ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } access && Same(access.Expression, dictionary) && Same(arguments[0].Expression, key);

    /// <summary><c>d.Name(k, …)</c></summary>
    public InvocationExpressionSyntax? AsCall(SyntaxNode? node, string name) =>
        Bare(node) is InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax { Name: IdentifierNameSyntax called } member, ArgumentList.Arguments: { Count: > 0 } arguments,
        } call
        && called.Identifier.ValueText == name && Same(member.Expression, dictionary) && Same(arguments[0].Expression, key) ? call : null;

    /// <summary><c>d.TryGetValue(k, out var x)</c>, and the variable.</summary>
    public bool IsTryGet(SyntaxNode? node, out SingleVariableDesignationSyntax variable)
    {
        variable = null!;
        if (AsCall(node, "TryGetValue") is not { ArgumentList.Arguments: { Count: 2 } arguments }) return false;
        if (arguments[1].Expression is not DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax single }) return false;
        variable = single;
        return true;
    }

    public static SyntaxNode? Bare(SyntaxNode? node)
    {
        while (node is ParenthesizedExpressionSyntax parenthesized) node = parenthesized.Expression;
        return node;
    }

    public static bool Same(SyntaxNode left, SyntaxNode right) => SyntaxFactory.AreEquivalent(Bare(left)!, Bare(right)!);

    /// <summary>Every use of a variable in the member around it.</summary>
    public static IEnumerable<IdentifierNameSyntax> Uses(SyntaxNode declaration, string name)
    {
        var scope = declaration.AncestorsAndSelf().First(node => node is MemberDeclarationSyntax or CompilationUnitSyntax);
        if (scope is GlobalStatementSyntax) scope = scope.Parent!;
        return scope.DescendantNodes().OfType<IdentifierNameSyntax>().Where(use => use.Identifier.ValueText == name);
    }
}
