using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Memory;

/// <summary>
/// A property has no address for Interlocked. One that only its type sets becomes a field with a getter, and every step of it an Interlocked operation:
/// all of them in one rewrite, or none.
/// </summary>
internal sealed class UseBackingField : Rewrite
{
    public override string Action => FixActions.UseBackingField;

    public override string? Plan(FixSite site)
    {
        if (site.Write<ExpressionSyntax>() is not { } write || FieldStep.TargetOf(write) is not { } target || Surround.IsChecked(write, site.Model)) return null;
        if (site.Model.GetSymbolInfo(target).Symbol is not IPropertySymbol { DeclaringSyntaxReferences: { Length: 1 } declarations } property) return null;
        if (declarations[0].GetSyntax() is not PropertyDeclarationSyntax declaration || declaration.SyntaxTree != site.Root.SyntaxTree || !CanBecomeField(declaration, property)) return null;
        if (declaration.Parent is not ClassDeclarationSyntax type || NameOf(property, type) is not { } name) return null;
        foreach (var use in Uses(type, property, site.Model))
            if (!PlanUse(use, name, property, site)) return null;

        var reader = site.Type("System.Threading", "Volatile");
        site.Keep(declaration);
        site.Replace<MemberDeclarationSyntax>(declaration, now => Getter((PropertyDeclarationSyntax)now.Of<MemberDeclarationSyntax>(declaration), name, reader));
        site.InsertBefore(declaration, _ => Field(declaration, name));
        return $"Keep '{property.Name}' in a field and use Interlocked";
    }

    /// <summary>Nobody outside can tell: only the type sets it, nobody overrides it, and nothing that looks at attributes takes an interest in it.</summary>
    private static bool CanBecomeField(PropertyDeclarationSyntax declaration, IPropertySymbol property)
    {
        if (property.Type.SpecialType is not (SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_UInt32 or SpecialType.System_UInt64)) return false;
        if (declaration.AccessorList is not { Accessors: { Count: 2 } accessors } || accessors.Any(accessor => accessor.Body is not null || accessor.ExpressionBody is not null || accessor.AttributeLists.Count > 0)) return false;
        if (property is not { SetMethod: { DeclaredAccessibility: Accessibility.Private, IsInitOnly: false }, IsVirtual: false, IsOverride: false, IsAbstract: false, IsRequired: false }) return false;
        var owner = property.ContainingType;
        return property.GetAttributes().IsEmpty && owner is { IsRecord: false, DeclaringSyntaxReferences.Length: 1 } && owner.GetAttributes().IsEmpty && declaration.Modifiers.All(modifier => !modifier.IsKind(SyntaxKind.PartialKeyword));
    }

    /// <summary>The name that a field of the type would have, unless something is called that.</summary>
    private static string? NameOf(IPropertySymbol property, ClassDeclarationSyntax type)
    {
        var bare = char.ToLowerInvariant(property.Name[0]) + property.Name.Substring(1);
        var fields = property.ContainingType.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsImplicitlyDeclared && field.IsStatic == property.IsStatic).ToList();
        var prefix = property.IsStatic && fields.Any(field => field.Name.StartsWith("s_", StringComparison.Ordinal)) ? "s_" : "_";
        return type.DescendantTokens().Any(token => token.ValueText == prefix + bare) ? null : prefix + bare;
    }

    /// <summary>Where the type writes it. Reads go through the getter as before.</summary>
    private static IEnumerable<ExpressionSyntax> Uses(ClassDeclarationSyntax type, IPropertySymbol property, SemanticModel model)
    {
        foreach (var name in type.DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (name.Identifier.ValueText != property.Name || !SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol?.OriginalDefinition, property.OriginalDefinition)) continue;
            ExpressionSyntax target = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
            if (target.Parent is ExpressionSyntax outer && FieldStep.TargetOf(outer) == target) yield return outer;
            else if (target.Parent is ArgumentSyntax { Parent: TupleExpressionSyntax { Parent: AssignmentExpressionSyntax or ForEachVariableStatementSyntax } }) yield return target;
        }
    }

    private static bool PlanUse(ExpressionSyntax write, string name, IPropertySymbol property, FixSite site)
    {
        if (FieldStep.TargetOf(write) is not { } target || target is not (SimpleNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or IdentifierNameSyntax })) return false;
        if (write.Parent is InitializerExpressionSyntax) return false;
        if (FieldStep.Of(write, site.Model, property) is { } step)
        {
            if (InterlockedCall.For(step, site, Surround.IsUsed(write, site.Model), field => Named(field, name)) is not { } call) return false;
            site.Replace(write, now => UseInterlocked.Embed(call.Spell(now), write));
            return true;
        }

        if (write is not AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Right: var value } || Mentions(value, property.Name)) return false;
        site.Replace(target, _ => Named(target, name));
        return true;
    }

    private static bool Mentions(ExpressionSyntax value, string name) => value.DescendantTokens().Any(token => token.ValueText == name);

    private static ExpressionSyntax Named(ExpressionSyntax target, string name) => target switch
    {
        MemberAccessExpressionSyntax access => access.WithName(IdentifierName(name)),
        _ => IdentifierName(name),
    };

    private static PropertyDeclarationSyntax Getter(PropertyDeclarationSyntax declaration, string name, ExpressionSyntax type) => declaration
        .WithAccessorList(null)
        .WithInitializer(null)
        .WithIdentifier(declaration.Identifier.WithTrailingTrivia(Space))
        .WithExpressionBody(ArrowExpressionClause(Spelling.Call(type, "Read", Spelling.Ref(IdentifierName(name)))).WithArrowToken(Token(SyntaxKind.EqualsGreaterThanToken).WithTrailingTrivia(Space)))
        .WithSemicolonToken(Token(SyntaxKind.SemicolonToken));

    private static FieldDeclarationSyntax Field(PropertyDeclarationSyntax declaration, string name)
    {
        var variable = VariableDeclarator(Identifier(name));
        if (declaration.Initializer is { } initial) variable = variable.WithInitializer(initial.WithoutTrivia()).WithIdentifier(Identifier(name).WithTrailingTrivia(Space));
        var modifiers = declaration.Modifiers.Where(modifier => modifier.IsKind(SyntaxKind.StaticKeyword)).Select(modifier => modifier.WithLeadingTrivia().WithTrailingTrivia(Space));
        return FieldDeclaration(VariableDeclaration(declaration.Type.WithoutTrivia().WithTrailingTrivia(Space), SingletonSeparatedList(variable)))
            .WithModifiers(TokenList([Token(SyntaxKind.PrivateKeyword).WithTrailingTrivia(Space), .. modifiers]));
    }
}
