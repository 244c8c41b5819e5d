using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;

namespace RaceSafe.Analyzers.Safety;

/// <summary>Objects that static members hold: <c>Metrics.Requests.Increment()</c> is the same object for everybody who says so.</summary>
internal sealed class StaticHolders(Compilation compilation, DeclaredTypes types, Mentions mentions)
{
    private readonly Lazy<HashSet<INamedTypeSymbol>> _held = new(() => Search(types.Classes));
    private readonly ConcurrentDictionary<IMethodSymbol, Answer?> _answers = new(SymbolEqualityComparer.Default);

    /// <summary>Some static member holds an object of the type. Cheap: declarations only.</summary>
    public bool Hold(INamedTypeSymbol type) => _held.Value.Contains(type.OriginalDefinition);

    /// <summary>The static member on whose object the method is called, or null. It looks for the name in every file: ask when a finding is about to be made.</summary>
    public Answer? Of(IMethodSymbol method)
    {
        method = method.OriginalDefinition;
        if (method.IsStatic || !Hold(method.ContainingType)) return null;
        return _answers.TryGetValue(method, out var known) ? known : _answers.GetOrAdd(method, Search(method));
    }

    private Answer? Search(IMethodSymbol method)
    {
        foreach (var use in mentions.Of(method) ?? [])
        {
            if (use.Parent is not MemberAccessExpressionSyntax { Expression: { } receiver, Parent: InvocationExpressionSyntax }) continue;
            var model = compilation.GetSemanticModel(use.SyntaxTree);
            if (model.GetSymbolInfo(receiver).Symbol is not { IsStatic: true } holder || !Keeps(holder) || Confinement.IsPerThread(holder)) continue;
            if (model.GetEnclosingSymbol(use.SpanStart)?.ContainingType is { } caller && !Sharing.IsProgram(caller) && !Sharing.IsProgram(holder.ContainingType)) return new($"'{holder.Name}' is static", holder.Locations[0]);
        }

        return null;
    }

    /// <summary>It has a place of its own; a computed property can give everybody another object.</summary>
    private static bool Keeps(ISymbol holder) => holder is IFieldSymbol || (holder is IPropertySymbol property && AutoProperties.Is(property));

    private static HashSet<INamedTypeSymbol> Search(IEnumerable<INamedTypeSymbol> types)
    {
        var held = new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default);
        foreach (var type in types)
            foreach (var name in StaticsOf(type))
                foreach (var member in type.GetMembers(name))
                    if (((member as IFieldSymbol)?.Type ?? (member as IPropertySymbol)?.Type) is INamedTypeSymbol { TypeKind: TypeKind.Class } kept && Keeps(member) && SymbolEqualityComparer.Default.Equals(kept.ContainingAssembly, type.ContainingAssembly)) held.Add(kept.OriginalDefinition);
        return held;
    }

    /// <summary>The names of static fields and properties, from the source: few types have any, and the symbols of all members of all types are many.</summary>
    private static IEnumerable<string> StaticsOf(INamedTypeSymbol type)
    {
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is not TypeDeclarationSyntax declaration) continue;
            foreach (var member in declaration.Members)
            {
                if (!member.Modifiers.Any(SyntaxKind.StaticKeyword)) continue;
                if (member is PropertyDeclarationSyntax property) yield return property.Identifier.ValueText;
                else if (member is FieldDeclarationSyntax field)
                    foreach (var variable in field.Declaration.Variables) yield return variable.Identifier.ValueText;
            }
        }
    }
}
