using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Rows;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Database;

/// <summary>
/// Look, then insert becomes the runtime's insert-if-absent on the unique index: <c>if (exists) return …; Add; save;</c> asks the insert whether it was
/// refused, and <c>if (row is null) { row = new …; Add; save; }</c> takes the row that is there in the end.
/// </summary>
internal sealed class UseInsertIfAbsent : Rewrite
{
    public override string Action => FixActions.UseInsertIfAbsent;

    public override string? Plan(FixSite site)
    {
        if (site.Model.Compilation.GetTypeByMetadataName("RaceSafe.AtomicDbSetExtensions") is null || site.Handoff.Fact("unique") is not { } unique) return null;
        if (site.Write<InvocationExpressionSyntax>() is not { Expression: MemberAccessExpressionSyntax { Expression: MemberAccessExpressionSyntax set } } add || add.ArgumentList.Arguments.Count is 0 or > 2) return null;
        if (site.Place<InvocationExpressionSyntax>(FixRoles.Related) is not { Expression: MemberAccessExpressionSyntax saved } save || saved.Expression.ToString() != set.Expression.ToString()) return null;
        if (RowSyntax.Whole(add).Parent is not ExpressionStatementSyntax { Parent: BlockSyntax block } adding || RowSyntax.Whole(save).Parent is not ExpressionStatementSyntax saving || saving.Parent != block) return null;
        if (RowSyntax.Whole(save) is not AwaitExpressionSyntax || !AwaitStyle.CanAwait(save) || block.Statements.IndexOf(saving) != block.Statements.IndexOf(adding) + 1) return null;
        var inserted = new Inserted(site, set, unique.Split(','), add.ArgumentList.Arguments[0].Expression, save);
        return (Refused(site, inserted, block, adding, saving) || Given(site, inserted, block, adding, saving)) ? "Use InsertIfAbsentAsync" : null;
    }

    /// <summary><c>if (await db.Tags.AnyAsync(…)) return …; db.Tags.Add(new Tag { … }); await db.SaveChangesAsync();</c></summary>
    private static bool Refused(FixSite site, Inserted inserted, BlockSyntax block, StatementSyntax adding, StatementSyntax saving)
    {
        var index = block.Statements.IndexOf(adding);
        var value = inserted.Entity;
        LocalDeclarationStatementSyntax? made = null;
        if (value is IdentifierNameSyntax && index > 0 && block.Statements[index - 1] is LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } one } local && one[0].Initializer?.Value is { } created)
        {
            if (site.Model.GetDeclaredSymbol(one[0]) is not { } symbol || Uses(block, symbol, site.Model) != 1) return false;
            (value, made, index) = (created, local, index - 1);
        }

        if (!inserted.IsFit(value) || index == 0 || block.Statements[index - 1] is not IfStatementSyntax { Else: null } check || !RowSyntax.Leaves(check.Statement)) return false;
        if (site.Place<InvocationExpressionSyntax>(FixRoles.Read) is not { } read || RowSyntax.Whole(read) is not AwaitExpressionSyntax asked || asked != check.Condition) return false;
        site.Replace(check.Condition, _ => MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, ParenthesizedExpression(inserted.Call(value)), IdentifierName("IsRefused")));
        if (made is not null) site.Remove(made);
        site.Remove((StatementSyntax)adding);
        site.Remove((StatementSyntax)saving);
        return true;
    }

    /// <summary><c>if (tag is null) { tag = new Tag { … }; db.Tags.Add(tag); await db.SaveChangesAsync(); }</c></summary>
    private static bool Given(FixSite site, Inserted inserted, BlockSyntax block, StatementSyntax adding, StatementSyntax saving)
    {
        if (block.Statements.Count != 3 || block.Parent is not IfStatementSyntax { Else: null } || block.Statements[1] != adding || inserted.Entity is not IdentifierNameSyntax row) return false;
        if (block.Statements[0] is not ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: IdentifierNameSyntax target, Right: var created } }) return false;
        if (target.Identifier.ValueText != row.Identifier.ValueText || !inserted.IsFit(created)) return false;
        site.Replace(created, _ => MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, ParenthesizedExpression(inserted.Call(created)), IdentifierName("Value")));
        site.Remove((StatementSyntax)adding);
        site.Remove((StatementSyntax)saving);
        return true;
    }

    private static int Uses(SyntaxNode scope, ISymbol local, SemanticModel model) =>
        scope.DescendantNodes().OfType<IdentifierNameSyntax>().Count(name => name.Identifier.ValueText == local.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, local));

    /// <summary>The insert, spelled.</summary>
    private sealed class Inserted(FixSite site, MemberAccessExpressionSyntax set, string[] unique, ExpressionSyntax entity, InvocationExpressionSyntax save)
    {
        public ExpressionSyntax Entity => entity;

        /// <summary>A new row of plain columns, the unique ones among them.</summary>
        public bool IsFit(ExpressionSyntax created)
        {
            if (created is not BaseObjectCreationExpressionSyntax { Initializer: { } initializer, ArgumentList: null or { Arguments.Count: 0 } }) return false;
            var given = new HashSet<string>(StringComparer.Ordinal);
            foreach (var part in initializer.Expressions)
            {
                if (part is not AssignmentExpressionSyntax { Left: IdentifierNameSyntax name, Right: var value } || value.DescendantNodesAndSelf().OfType<AwaitExpressionSyntax>().Any()) return false;
                if (site.Model.GetTypeInfo(name).Type is not { } type || !(type.IsValueType || type.SpecialType == SpecialType.System_String)) return false;
                given.Add(name.Identifier.ValueText);
            }

            return unique.All(given.Contains);
        }

        public ExpressionSyntax Call(ExpressionSyntax created)
        {
            site.Import("RaceSafe");
            var row = RowSyntax.Unused("x", set);
            ExpressionSyntax[] columns = [.. unique.Select(name => MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, IdentifierName(row), IdentifierName(name)))];
            ExpressionSyntax key = columns.Length == 1 ? columns[0] : AnonymousObjectCreationExpression(SeparatedList(columns.Select(column => AnonymousObjectMemberDeclarator(column))));
            var arguments = new List<ArgumentSyntax> { Argument(created.WithoutTrivia()), Argument(SimpleLambdaExpression(Parameter(Identifier(row)), key)) };
            if (save.ArgumentList.Arguments.Count == 1) arguments.Add(Argument(save.ArgumentList.Arguments[0].Expression.WithoutTrivia()).WithNameColon(NameColon("cancellationToken")));
            return AwaitStyle.Await(Spelling.Call(set.WithoutTrivia(), "InsertIfAbsentAsync", [.. arguments]), save);
        }
    }
}
