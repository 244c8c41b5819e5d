using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.CodeFixes.Rewriting;

/// <summary>Names that one more using directive would make ambiguous: the file calls something by a name that the namespace has too.</summary>
internal static class ImportClash
{
    public static bool Is(SemanticModel model, SyntaxNode root, string nameSpace)
    {
        if (Find(model.Compilation, nameSpace) is not { } added) return false;
        var types = new HashSet<string>(added.GetTypeMembers().Where(type => model.Compilation.IsSymbolAccessibleWithin(type, model.Compilation.Assembly)).Select(type => type.Name), StringComparer.Ordinal);
        var extensions = new HashSet<string>(added.GetTypeMembers().Where(type => type is { IsStatic: true, MightContainExtensionMethods: true }).SelectMany(type => type.GetMembers().OfType<IMethodSymbol>())
            .Where(method => method.IsExtensionMethod).Select(method => method.Name), StringComparer.Ordinal);
        return root.DescendantNodes().OfType<SimpleNameSyntax>().Any(name => IsOther(name, types, extensions, nameSpace, model));
    }

    private static bool IsOther(SimpleNameSyntax name, HashSet<string> types, HashSet<string> extensions, string added, SemanticModel model)
    {
        var text = name.Identifier.ValueText;
        var isType = types.Contains(text) || (name.FirstAncestorOrSelf<AttributeSyntax>() is not null && types.Contains(text + "Attribute"));
        if ((!isType && !extensions.Contains(text)) || model.GetAliasInfo(name) is not null) return false;
        return model.GetSymbolInfo(name).Symbol switch
        {
            IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => isType && IsImported(constructor.ContainingType, name, added, model),
            IMethodSymbol { IsExtensionMethod: true } method => extensions.Contains(text) && method.ContainingNamespace.ToDisplayString() != added,
            INamedTypeSymbol type => isType && IsImported(type, name, added, model),
            _ => false,
        };
    }

    /// <summary>The name is found by a using directive, as it would be in the other namespace; what lies in the namespaces around is found before.</summary>
    private static bool IsImported(INamedTypeSymbol type, SimpleNameSyntax name, string added, SemanticModel model)
    {
        if (type.ContainingType is not null || name.Parent is QualifiedNameSyntax or AliasQualifiedNameSyntax || type.ContainingNamespace.ToDisplayString() == added) return false;
        for (var around = model.GetEnclosingSymbol(name.SpanStart)?.ContainingNamespace; around is not null; around = around.ContainingNamespace)
            if (SymbolEqualityComparer.Default.Equals(type.ContainingNamespace, around)) return false;
        return true;
    }

    private static INamespaceSymbol? Find(Compilation compilation, string nameSpace)
    {
        var found = compilation.GlobalNamespace;
        foreach (var part in nameSpace.Split('.'))
            if (found?.GetNamespaceMembers().FirstOrDefault(inner => inner.Name == part) is var next) found = next;
        return found;
    }
}
