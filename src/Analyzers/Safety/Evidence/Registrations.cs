using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow.Source;

namespace RaceSafe.Analyzers.Safety.Evidence;

/// <summary>Types that this compilation registers as services, by how long their objects live. Looked for once, when first asked.</summary>
internal sealed class Registrations(Compilation compilation, TreeIndex trees)
{
    private readonly Lazy<ImmutableDictionary<INamedTypeSymbol, Location>> _singletons = new(() => Search(compilation, trees, ofOneRequest: false));
    private readonly Lazy<ImmutableDictionary<INamedTypeSymbol, Location>> _ofOneRequest = new(() => Search(compilation, trees, ofOneRequest: true));

    /// <summary>The registration that makes one object of the type serve everybody, or null.</summary>
    public Answer? Singleton(INamedTypeSymbol type) => _singletons.Value.TryGetValue(type.OriginalDefinition, out var where)
        ? new($"'{type.Name}' is registered as a singleton", where)
        : null;

    /// <summary>Each request, or each user of the service, gets an object of its own.</summary>
    public bool IsOfOneRequest(INamedTypeSymbol type) => _ofOneRequest.Value.ContainsKey(type.OriginalDefinition);

    private static ImmutableDictionary<INamedTypeSymbol, Location> Search(Compilation compilation, TreeIndex trees, bool ofOneRequest)
    {
        var found = ImmutableDictionary.CreateBuilder<INamedTypeSymbol, Location>(SymbolEqualityComparer.Default);
        foreach (var tree in compilation.SyntaxTrees)
        {
            var names = trees.Of(tree, CancellationToken.None).Registrations;
            if (names.IsEmpty) continue;
            var model = compilation.GetSemanticModel(tree);
            foreach (var name in names)
                if (name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call && IsCalled(call, name) && IsOfOneRequest(name) == ofOneRequest)
                    foreach (var type in Registered(model, call, name))
                        for (var one = type; one is { TypeKind: TypeKind.Class, SpecialType: SpecialType.None }; one = one.BaseType)
                            if (!found.ContainsKey(one.OriginalDefinition)) found.Add(one.OriginalDefinition, call.GetLocation());
        }

        return found.ToImmutable();
    }

    private static bool IsOfOneRequest(SimpleNameSyntax name) => name.Identifier.ValueText.EndsWith("Scoped", StringComparison.Ordinal) || name.Identifier.ValueText.EndsWith("Transient", StringComparison.Ordinal);

    private static bool IsCalled(InvocationExpressionSyntax call, SimpleNameSyntax name) =>
        call.Expression == name || (call.Expression is MemberAccessExpressionSyntax member && member.Name == name);

    /// <summary>The type arguments, the types named by <c>typeof</c>, and the type of an instance or of what a factory creates.</summary>
    private static IEnumerable<INamedTypeSymbol> Registered(SemanticModel model, InvocationExpressionSyntax call, SimpleNameSyntax name)
    {
        if (name is GenericNameSyntax generic)
        {
            foreach (var argument in generic.TypeArgumentList.Arguments)
                if (model.GetTypeInfo(argument).Type is INamedTypeSymbol type) yield return type;
        }

        if (name.Identifier.ValueText == "SingleInstance" && call.Expression is MemberAccessExpressionSyntax { Expression: { } builder })
        {
            foreach (var registered in builder.DescendantNodesAndSelf().OfType<GenericNameSyntax>())
                if (registered.Identifier.ValueText == "RegisterType" && model.GetTypeInfo(registered.TypeArgumentList.Arguments[0]).Type is INamedTypeSymbol type) yield return type;
        }

        foreach (var argument in call.ArgumentList.Arguments)
        {
            switch (argument.Expression)
            {
                case TypeOfExpressionSyntax named when model.GetTypeInfo(named.Type).Type is INamedTypeSymbol type:
                    yield return type;
                    break;
                case BaseObjectCreationExpressionSyntax creation when model.GetTypeInfo(creation).Type is INamedTypeSymbol type:
                    yield return type;
                    break;
                case IdentifierNameSyntax instance when model.GetSymbolInfo(instance).Symbol is ILocalSymbol or IFieldSymbol && model.GetTypeInfo(instance).Type is INamedTypeSymbol type:
                    yield return type;
                    break;
                case AnonymousFunctionExpressionSyntax factory:
                    var made = factory.ExpressionBody ?? (factory.Block?.Statements.LastOrDefault() as ReturnStatementSyntax)?.Expression;
                    if (made is not null && model.GetTypeInfo(made).Type is INamedTypeSymbol created) yield return created;
                    break;
            }
        }
    }
}
