using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow.Source;
using RaceSafe.Analyzers.Safety.Confined;
using RaceSafe.Analyzers.Safety.Guarded;

namespace RaceSafe.Analyzers.Safety.Evidence;

/// <summary>
/// Objects that static members hold: <c>Metrics.Requests.Increment()</c> is the same object for everybody who says so. And objects that a concurrent dictionary
/// gives to all who ask for the same key: <c>_pages.GetOrAdd(page, _ => new()).Hit()</c>.
/// </summary>
internal sealed class StaticHolders(Compilation compilation, DeclaredTypes types, Mentions mentions)
{
    private readonly Lazy<HashSet<INamedTypeSymbol>> _held = new(() => Search(types.Classes));
    private readonly ConcurrentDictionary<IMethodSymbol, Answer?> _answers = new(SymbolEqualityComparer.Default);

    /// <summary>Some static member or concurrent dictionary holds an object of the type. Cheap: declarations only.</summary>
    public bool Hold(INamedTypeSymbol type) => _held.Value.Contains(type.OriginalDefinition);

    /// <summary>The holder on whose object the method is called, or null. It looks for the name in every file: ask when a finding is about to be made.</summary>
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
            if (OfKey(receiver, model) is { } keyed && Callers.LockAround(model, receiver) is null) return keyed;
            if (model.GetSymbolInfo(receiver).Symbol is not { IsStatic: true } holder || !Keeps(holder) || Confinement.IsPerThread(holder)) continue;
            if (model.GetEnclosingSymbol(use.SpanStart)?.ContainingType is { } caller && !Sharing.IsProgram(caller) && !Sharing.IsProgram(holder.ContainingType)) return new($"'{holder.Name}' is static", holder.Locations[0]);
        }

        return null;
    }

    /// <summary>The receiver is what <c>GetOrAdd</c> gave, there or in the variable: who adds if there is none counts on others who come for the same.</summary>
    private static Answer? OfKey(ExpressionSyntax receiver, SemanticModel model)
    {
        if (receiver is IdentifierNameSyntax && model.GetSymbolInfo(receiver).Symbol is ILocalSymbol local && local.DeclaringSyntaxReferences.Length == 1
            && local.DeclaringSyntaxReferences[0].GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } made }) receiver = made;
        if (receiver is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetOrAdd", Expression: { } dictionary } }) return null;
        return model.GetSymbolInfo(dictionary).Symbol is IFieldSymbol or IPropertySymbol && model.GetSymbolInfo(dictionary).Symbol is { } holder && IsConcurrent(TypeOf(holder)) && !Confinement.IsPerThread(holder)
            && model.GetEnclosingSymbol(receiver.SpanStart)?.ContainingType is { } caller && !Sharing.IsProgram(caller)
            ? new($"'{holder.Name}' gives one object to all who ask for its key", dictionary.GetLocation()) : null;
    }

    private static bool IsConcurrent(ITypeSymbol? type) => type is INamedTypeSymbol { Name: "ConcurrentDictionary", TypeArguments.Length: 2 };

    private static ITypeSymbol? TypeOf(ISymbol member) => (member as IFieldSymbol)?.Type ?? (member as IPropertySymbol)?.Type;

    /// <summary>It has a place of its own; a computed property can give everybody another object.</summary>
    private static bool Keeps(ISymbol holder) => holder is IFieldSymbol || (holder is IPropertySymbol property && AutoProperties.Is(property));

    private static HashSet<INamedTypeSymbol> Search(IEnumerable<INamedTypeSymbol> types)
    {
        var held = new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default);
        foreach (var type in types)
            foreach (var name in HoldersOf(type))
                foreach (var member in type.GetMembers(name))
                    if (Kept(TypeOf(member)) is INamedTypeSymbol { TypeKind: TypeKind.Class } kept && Keeps(member) && SymbolEqualityComparer.Default.Equals(kept.ContainingAssembly, type.ContainingAssembly)) held.Add(kept.OriginalDefinition);
        return held;
    }

    private static ITypeSymbol? Kept(ITypeSymbol? type) => IsConcurrent(type) ? ((INamedTypeSymbol)type!).TypeArguments[1] : type;

    /// <summary>The names of fields and properties that are static or concurrent dictionaries, from the source: few types have any, and the symbols of all members of all types are many.</summary>
    private static IEnumerable<string> HoldersOf(INamedTypeSymbol owner)
    {
        foreach (var reference in owner.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is not TypeDeclarationSyntax declaration) continue;
            foreach (var member in declaration.Members)
            {
                var type = (member as FieldDeclarationSyntax)?.Declaration.Type ?? (member as PropertyDeclarationSyntax)?.Type;
                if (type is null || !(member.Modifiers.Any(SyntaxKind.StaticKeyword) || (type is QualifiedNameSyntax qualified ? qualified.Right : type) is GenericNameSyntax { Identifier.ValueText: "ConcurrentDictionary" })) continue;
                if (member is PropertyDeclarationSyntax property) yield return property.Identifier.ValueText;
                else foreach (var variable in ((FieldDeclarationSyntax)member).Declaration.Variables) yield return variable.Identifier.ValueText;
            }
        }
    }
}
