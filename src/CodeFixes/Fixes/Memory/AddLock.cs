using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Memory;

/// <summary>
/// What no atomic operation can update gets a lock of its own, and every use of it goes under that lock: all of them in one rewrite, or none.
/// Offered for a private field of a class that is written in one place, where each use is a statement of its own or the body of a member.
/// </summary>
internal sealed class AddLock : Rewrite
{
    public override string Action => FixActions.AddLock;

    public override string? Plan(FixSite site)
    {
        if (site.Write<ExpressionSyntax>() is not { } write || FieldStep.TargetOf(write) is not { } target) return null;
        if (site.Model.GetSymbolInfo(target).Symbol is not IFieldSymbol { DeclaredAccessibility: Accessibility.Private, IsReadOnly: false, IsVolatile: false, DeclaringSyntaxReferences.Length: 1 } field) return null;
        if (field.ContainingType is not { TypeKind: TypeKind.Class, IsRecord: false, DeclaringSyntaxReferences.Length: 1 }) return null;
        if (field.DeclaringSyntaxReferences[0].GetSyntax().FirstAncestorOrSelf<FieldDeclarationSyntax>() is not { Parent: ClassDeclarationSyntax type } declaration) return null;
        var places = new LockedPlaces(site.Model, field);
        if (places.Of(type) is not { } bodies || !bodies.Any(body => body.Span.Contains(write.Span) && IsReadIn(body, site))) return null;
        var name = NameOf(field, type);
        if (name is null) return null;

        foreach (var body in bodies)
        {
            site.Keep(body);
            if (body is StatementSyntax statement) site.Replace(statement, now => LockedPlaces.Lock(name, now.Of(statement)));
            else site.Replace(body, now => LockedPlaces.Rewrite(name, now.Of(body), places.GivesNothing(body)));
        }

        var hasLock = site.Model.Compilation.GetTypeByMetadataName("System.Threading.Lock") is not null && ((CSharpParseOptions)type.SyntaxTree.Options).LanguageVersion >= (LanguageVersion)1300;
        if (hasLock) site.Import("System.Threading");
        site.InsertBefore(declaration, _ => (MemberDeclarationSyntax)ParseMemberDeclaration($"private {(field.IsStatic ? "static " : "")}readonly {(hasLock ? "Lock" : "object")} {name} = new{(hasLock ? "()" : " object()")};")!);
        return $"Add a lock for '{field.Name}'";
    }

    /// <summary>What was read is still so when it is written back.</summary>
    private static bool IsReadIn(SyntaxNode body, FixSite site) => site.Handoff.Place(FixRoles.Read) is { } read && read.SourceTree == body.SyntaxTree && body.Span.Contains(read.SourceSpan);

    private static string? NameOf(IFieldSymbol field, ClassDeclarationSyntax type)
    {
        var name = field.Name.StartsWith("_", StringComparison.Ordinal) || field.Name.StartsWith("s_", StringComparison.Ordinal) ? field.Name + "Lock" : field.Name.TrimEnd('_') + "Lock";
        return type.DescendantTokens().Any(token => token.ValueText == name) ? null : name;
    }
}
