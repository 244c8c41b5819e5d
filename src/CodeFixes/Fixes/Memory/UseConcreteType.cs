using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;

namespace RaceSafe.CodeFixes.Fixes.Memory;

/// <summary>The call reaches ConcurrentDictionary's own method: by its name, or because the field says what it holds.</summary>
internal sealed class UseConcreteType : Rewrite
{
    public override string Action => FixActions.UseConcreteType;

    public override string? Plan(FixSite site)
    {
        if (site.Write<InvocationExpressionSyntax>() is not { Expression: MemberAccessExpressionSyntax called } || site.Place<ExpressionSyntax>(FixRoles.Container) is not { } dictionary) return null;
        if (site.Model.GetTypeInfo(dictionary).Type is { Name: "ConcurrentDictionary" })
        {
            if (called.Name.Identifier.ValueText != "Remove") return null;
            site.Replace(called.Name, _ => SyntaxFactory.IdentifierName("TryRemove"));
            return "Use TryRemove";
        }

        if (called.Name.Identifier.ValueText != "TryAdd" || site.Place<TypeSyntax>(FixRoles.Related) is not GenericNameSyntax { Identifier.ValueText: "IDictionary" } declared) return null;
        if (declared.Parent is not VariableDeclarationSyntax { Variables: { Count: 1 } variables } || !AllowsIt(site, declared, variables[0].Identifier.ValueText)) return null;
        site.Import("System.Collections.Concurrent");
        site.Replace(declared, now => now.Of(declared).WithIdentifier(SyntaxFactory.Identifier("ConcurrentDictionary")));
        return "Declare the field as ConcurrentDictionary";
    }

    /// <summary>Members that ConcurrentDictionary has only as an IDictionary would no longer be found.</summary>
    private static bool AllowsIt(FixSite site, SyntaxNode declared, string field) =>
        declared.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type
        && type.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == field).All(name =>
        {
            SyntaxNode use = name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } self ? self : name;
            return use.Parent switch
            {
                MemberAccessExpressionSyntax member when member.Expression == use => member.Name.Identifier.ValueText is
                    "TryAdd" or "TryGetValue" or "ContainsKey" or "Count" or "Clear" or "Keys" or "Values" or "GetValueOrDefault",
                AssignmentExpressionSyntax assignment when assignment.Left == use => site.Model.GetTypeInfo(assignment.Right).Type is { Name: "ConcurrentDictionary" },
                ElementAccessExpressionSyntax or CommonForEachStatementSyntax => true,
                _ => false,
            };
        });
}
