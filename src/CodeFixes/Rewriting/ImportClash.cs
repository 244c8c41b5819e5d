using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.CodeFixes.Rewriting;

/// <summary>Names that one more using directive would make ambiguous: the file calls something by a name that the namespace has too.</summary>
internal sealed class ImportClash
{
    private readonly SemanticModel _model;
    private readonly string _added;
    private readonly HashSet<string> _types;
    private readonly ILookup<string, IMethodSymbol> _extensions;

    private ImportClash(SemanticModel model, INamespaceSymbol added)
    {
        _model = model;
        _added = added.ToDisplayString();
        var types = added.GetTypeMembers().Where(type => model.Compilation.IsSymbolAccessibleWithin(type, model.Compilation.Assembly)).ToList();
        _types = new(types.Select(type => type.Name), StringComparer.Ordinal);
        _extensions = types.Where(type => type is { IsStatic: true, MightContainExtensionMethods: true })
            .SelectMany(type => type.GetMembers().OfType<IMethodSymbol>()).Where(method => method.IsExtensionMethod).ToLookup(method => method.Name, StringComparer.Ordinal);
    }

    public static bool Is(SemanticModel model, SyntaxNode root, string nameSpace)
    {
        INamespaceSymbol? added = model.Compilation.GlobalNamespace;
        foreach (var part in nameSpace.Split('.')) added = added?.GetNamespaceMembers().FirstOrDefault(inner => inner.Name == part);
        return added is not null && root.DescendantNodes().OfType<SimpleNameSyntax>().Any(new ImportClash(model, added).HasOther);
    }

    private bool HasOther(SimpleNameSyntax name)
    {
        var text = name.Identifier.ValueText;
        var isType = _types.Contains(text) || (name.FirstAncestorOrSelf<AttributeSyntax>() is not null && _types.Contains(text + "Attribute"));
        if ((!isType && !_extensions.Contains(text)) || _model.GetAliasInfo(name) is not null) return false;
        return _model.GetSymbolInfo(name).Symbol switch
        {
            IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => isType && IsImported(constructor.ContainingType, name),
            IMethodSymbol { IsExtensionMethod: true } method => method.ContainingNamespace.ToDisplayString() != _added && Extends(text, name),
            INamedTypeSymbol type => isType && IsImported(type, name),
            _ => false,
        };
    }

    /// <summary>A method of the namespace can be called on what the other is called on.</summary>
    private bool Extends(string method, SimpleNameSyntax name) => name.Parent is not MemberAccessExpressionSyntax { Expression: var receiver } || _model.GetTypeInfo(receiver).Type is not { } type
        || _extensions[method].Any(other => other.ReduceExtensionMethod(type) is not null);

    /// <summary>The name is found by a using directive, as it would be in the other namespace; what lies in the namespaces around is found before.</summary>
    private bool IsImported(INamedTypeSymbol type, SimpleNameSyntax name)
    {
        if (type.ContainingType is not null || name.Parent is QualifiedNameSyntax or AliasQualifiedNameSyntax || type.ContainingNamespace.ToDisplayString() == _added) return false;
        for (var around = _model.GetEnclosingSymbol(name.SpanStart)?.ContainingNamespace; around is not null; around = around.ContainingNamespace)
            if (SymbolEqualityComparer.Default.Equals(type.ContainingNamespace, around)) return false;
        return true;
    }
}
