using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace RaceSafe.Analyzers.Flow.Calls;

/// <summary>The type that a field of an interface type always holds, when every assignment to it creates that type.</summary>
internal sealed class ConcreteTypes(Compilation compilation)
{
    private readonly ConcurrentDictionary<ISymbol, INamedTypeSymbol?> _answers = new(SymbolEqualityComparer.Default);

    /// <summary>The method is called through an interface: its own, or the one that an extension of the BCL's collections takes.</summary>
    public static bool MayHide(IMethodSymbol method) => method.ContainingType is { TypeKind: TypeKind.Interface } or { Name: "CollectionExtensions" };

    public INamedTypeSymbol? Of(IOperation receiver)
    {
        while (receiver is IConversionOperation conversion) receiver = conversion.Operand;
        if (receiver.Type is INamedTypeSymbol { TypeKind: TypeKind.Class } exact) return exact;
        ISymbol? member = receiver switch
        {
            IFieldReferenceOperation field => field.Field,
            IPropertyReferenceOperation property => property.Property,
            _ => null,
        };
        if (member is null || !SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, compilation.Assembly)) return null;
        return _answers.TryGetValue(member, out var known) ? known : _answers.GetOrAdd(member, Search(member));
    }

    private INamedTypeSymbol? Search(ISymbol member)
    {
        if (member.DeclaredAccessibility != Accessibility.Private && member is IFieldSymbol { IsReadOnly: false }) return null;
        if (member is IPropertySymbol { SetMethod: not null }) return null;
        INamedTypeSymbol? found = null;
        foreach (var reference in member.ContainingType.DeclaringSyntaxReferences)
        {
            var declaration = reference.GetSyntax();
            foreach (var node in declaration.DescendantNodes())
            {
                var value = node switch
                {
                    VariableDeclaratorSyntax declarator when declarator.Identifier.ValueText == member.Name && declarator.Parent?.Parent is FieldDeclarationSyntax => declarator.Initializer?.Value,
                    PropertyDeclarationSyntax property when property.Identifier.ValueText == member.Name => property.Initializer?.Value,
                    AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment when NameOf(assignment.Left) == member.Name => assignment.Right,
                    _ => null,
                };
                if (value is null) continue;
                if (compilation.GetSemanticModel(node.SyntaxTree).GetTypeInfo(value).Type is not INamedTypeSymbol { TypeKind: TypeKind.Class } type) return null;
                if (found is not null && !SymbolEqualityComparer.Default.Equals(found, type)) return null;
                found = type;
            }
        }

        return found;
    }

    private static string? NameOf(ExpressionSyntax target) => target switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } member => member.Name.Identifier.ValueText,
        _ => null,
    };
}
