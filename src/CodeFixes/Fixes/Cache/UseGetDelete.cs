using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Cache;

/// <summary>GET, then DEL becomes GETDEL.</summary>
internal sealed class UseGetDelete : Rewrite
{
    public override string Action => FixActions.UseGetDelete;

    public override string? Plan(FixSite site)
    {
        if (site.Write<InvocationExpressionSyntax>() is not { } removal || (Surround.StatementOf(removal) ?? Discarded(removal)) is not { } statement) return null;
        if (site.Place<InvocationExpressionSyntax>(FixRoles.Read) is not { Expression: MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name } target } || statement.Parent is not BlockSyntax) return null;
        var command = name.Identifier.ValueText switch { "StringGet" => "StringGetDelete", "StringGetAsync" => "StringGetDeleteAsync", _ => null };
        if (command is null || !Exists(site.Model.GetTypeInfo(target.Expression).Type, command)) return null;
        site.Replace(name, _ => IdentifierName(command));
        site.Remove(statement);
        return $"Use {command}";
    }

    /// <summary><c>_ = await db.KeyDeleteAsync(key);</c></summary>
    private static ExpressionStatementSyntax? Discarded(InvocationExpressionSyntax removal) =>
        removal.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is { Left: IdentifierNameSyntax { Identifier.ValueText: "_" } } assignment ? assignment.Parent as ExpressionStatementSyntax : null;

    /// <summary>Clients before 2.2 have no such command.</summary>
    private static bool Exists(ITypeSymbol? type, string command) =>
        type is not null && (type.GetMembers(command).Length > 0 || type.AllInterfaces.Any(inherited => inherited.GetMembers(command).Length > 0));
}
