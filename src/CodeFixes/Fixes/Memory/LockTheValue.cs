using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Entries;

namespace RaceSafe.CodeFixes.Fixes.Memory;

/// <summary><c>lock (list) list.Add(x);</c>: all who change the value wait for each other. Those who only read it must lock it too, which the title says.</summary>
internal sealed class LockTheValue : Rewrite
{
    public override string Action => FixActions.LockTheValue;

    public override string? Plan(FixSite site)
    {
        if (site.Write<ExpressionSyntax>() is not { Parent: ExpressionStatementSyntax statement } || site.Place<ExpressionSyntax>(FixRoles.Container) is not { } value) return null;
        if (!statement.Expression.Span.Contains(value.Span) || statement.DescendantNodes().Any(node => node is AwaitExpressionSyntax or DeclarationExpressionSyntax)) return null;
        if (value is IdentifierNameSyntax && site.Model.GetSymbolInfo(value).Symbol is ILocalSymbol or IParameterSymbol)
        {
            site.Replace(statement, _ => Spell.Statement($"lock ({value})\n{{\n{statement.WithoutTrivia()}\n}}"));
            return "Lock the value here (and wherever else it is used)";
        }

        if (value is not (InvocationExpressionSyntax or ElementAccessExpressionSyntax) || statement.Parent is not (BlockSyntax or GlobalStatementSyntax) || statement.Expression is AssignmentExpressionSyntax) return null;
        var taken = new HashSet<string>(site.Model.LookupSymbols(statement.SpanStart).Select(symbol => symbol.Name));
        var name = new[] { "value", "shared", "sharedValue" }.FirstOrDefault(one => !taken.Contains(one));
        if (name is null || statement.Parent is BlockSyntax block && block.DescendantNodes().Any(node => node is VariableDeclaratorSyntax { Identifier.ValueText: var other } && other == name)) return null;
        var bare = statement.WithoutTrivia();
        var change = bare.ReplaceNode(bare.DescendantNodes().First(node => node.RawKind == value.RawKind && node.ToString() == value.ToString()), SyntaxFactory.IdentifierName(name));
        site.InsertBefore(statement, _ => Spell.Statement($"var {name} = {value};"));
        site.Replace(statement, _ => Spell.Statement($"lock ({name})\n{{\n{change}\n}}"));
        return "Lock the value here (and wherever else it is used)";
    }
}
