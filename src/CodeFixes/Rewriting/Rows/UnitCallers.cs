using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.CodeFixes.Rewriting.Rows;

/// <summary>
/// Who calls a method that is to become a unit of work. The unit forgets what the context has given out before it and refuses to begin inside another: a
/// caller that has rows of its own in hand would change objects that nobody saves any more.
/// </summary>
internal sealed class UnitCallers(IMethodSymbol method, ITypeSymbol context, Compilation compilation)
{
    private readonly HashSet<ITypeSymbol> _rows = new(RowsOf(context), SymbolEqualityComparer.Default);

    /// <summary>No caller in the project works with the context or its rows around the call.</summary>
    public bool HaveNoRows()
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            if (tree.GetText().ToString().IndexOf(method.Name, StringComparison.Ordinal) < 0) continue;
            var model = compilation.GetSemanticModel(tree);
            foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
                if (name.Identifier.ValueText == method.Name && model.GetSymbolInfo(name).Symbol is IMethodSymbol called && Reaches(called) && HasRows(name, model)) return false;
        }

        return true;
    }

    private bool Reaches(IMethodSymbol called)
    {
        called = called.OriginalDefinition;
        for (var one = method; one is not null; one = one.OverriddenMethod)
            if (SymbolEqualityComparer.Default.Equals(called, one.OriginalDefinition)) return true;
        return called.ContainingType.TypeKind == TypeKind.Interface
            && method.ContainingType.AllInterfaces.Where(one => SymbolEqualityComparer.Default.Equals(one.OriginalDefinition, called.ContainingType))
                .SelectMany(one => one.GetMembers(called.Name)).Any(member => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method));
    }

    /// <summary>Around the call, something is the context or one of its rows; what the call itself gave is as good as before.</summary>
    private bool HasRows(SimpleNameSyntax call, SemanticModel model)
    {
        if (call.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } caller) return false;
        var given = call.FirstAncestorOrSelf<VariableDeclaratorSyntax>()?.Identifier.ValueText;
        foreach (var node in caller.DescendantNodes())
        {
            if (node is not (IdentifierNameSyntax or InvocationExpressionSyntax) || node.Span.Contains(call.Span)) continue;
            if (node is IdentifierNameSyntax { Identifier.ValueText: var name } && name == given) continue;
            if (model.GetTypeInfo(node).Type is { } type && (IsRow(type) || IsAsked(node, type)) && model.GetSymbolInfo(node).Symbol is not ITypeSymbol) return true;
        }

        return false;
    }

    /// <summary>The context is used, and not only handed on.</summary>
    private bool IsAsked(SyntaxNode node, ITypeSymbol type) =>
        SymbolEqualityComparer.Default.Equals(type, context) && node.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: not "Database" } access && access.Expression == node;

    private bool IsRow(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol { ElementType: var element }) return IsRow(element);
        if (_rows.Contains(type)) return true;
        return type is INamedTypeSymbol { TypeArguments: { IsEmpty: false } parts } && parts.Any(IsRow);
    }

    private static IEnumerable<ITypeSymbol> RowsOf(ITypeSymbol context)
    {
        for (var type = context; type is not null; type = type.BaseType)
            foreach (var member in type.GetMembers())
                if (member is IPropertySymbol { Type: INamedTypeSymbol { Name: "DbSet", TypeArguments: { Length: 1 } row } }) yield return row[0];
    }
}
