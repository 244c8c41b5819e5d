using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.Analyzers.Flow;

/// <summary>Every mention of a method in the compilation. It binds what has the name, so ask only when a finding is about to be made.</summary>
internal static class Mentions
{
    /// <summary>Where the method is named, itself or by a member that it implements or overrides.</summary>
    public static IEnumerable<SimpleNameSyntax> Of(IMethodSymbol method, Compilation compilation)
    {
        var words = new WordSet([method.Name]);
        var isPrivate = method.DeclaredAccessibility == Accessibility.Private && method.ExplicitInterfaceImplementations.IsEmpty;
        foreach (var tree in isPrivate ? method.ContainingType.DeclaringSyntaxReferences.Select(reference => reference.SyntaxTree).Distinct() : compilation.SyntaxTrees)
        {
            var text = tree.GetText();
            foreach (var (_, start) in words.In(text, new(0, text.Length)))
                if (tree.GetRoot().FindToken(start) is { Parent: SimpleNameSyntax name } token && token.SpanStart == start && Refers(name, method, compilation)) yield return name;
        }
    }

    private static bool Refers(SimpleNameSyntax name, IMethodSymbol method, Compilation compilation)
    {
        if (compilation.GetSemanticModel(name.SyntaxTree).GetSymbolInfo(name).Symbol is not IMethodSymbol called) return false;
        called = (called.ReducedFrom ?? called).OriginalDefinition;
        for (var one = method; one is not null; one = one.OverriddenMethod)
            if (SymbolEqualityComparer.Default.Equals(called, one.OriginalDefinition)) return true;
        return called.ContainingType.TypeKind == TypeKind.Interface
            && method.ContainingType.AllInterfaces.FirstOrDefault(one => SymbolEqualityComparer.Default.Equals(one.OriginalDefinition, called.ContainingType)) is { } contract
            && contract.GetMembers(called.Name).Any(member => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member)?.OriginalDefinition, method));
    }
}
