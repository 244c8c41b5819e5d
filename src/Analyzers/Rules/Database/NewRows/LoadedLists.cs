using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database.NewRows;

/// <summary>
/// Rows were loaded as a list, and the list is asked in memory: <c>var taken = await db.Posts.Select(p => p.Slug).ToListAsync(); if (taken.Contains(slug)) return;</c>.
/// The answer is as old as the load.
/// </summary>
internal static class LoadedLists
{
    /// <summary>All rows of the table were loaded; a query for some of them is a place of its own, and found as such.</summary>
    public static RowFinding? Find(Access add, RuleContext context)
    {
        if (add.Place.Container?.Head is not INamedTypeSymbol entity) return null;
        foreach (var read in context.Flow.ReadsIn(add.ControlReads))
        {
            if (read is not { Kind: AccessKind.Read, Place.Key: null } || read.Place.Container != add.Place.Container || !LookUps(read).Any() || QueryText.AskedColumns(read).Count == 0) continue;
            foreach (var decision in Decisions.Between(read, add))
            {
                if (Existence.Meaning(decision, read) != RowRace.InsertIfAbsent || Saves.After(add, context) is not { } save) continue;
                return Judgement.Of(new(RowRace.InsertIfAbsent, read, add, save, entity, null, Outcome.Racy, null), null, context);
            }
        }

        return null;
    }

    /// <summary>The calls that look something up in the list, with or without a condition.</summary>
    public static IEnumerable<InvocationExpressionSyntax> LookUps(Access read)
    {
        if (read.Source.Operation is not IInvocationOperation { TargetMethod.Name: var load } || !load.StartsWith("To", StringComparison.Ordinal)) yield break;
        var list = read.Operation.Syntax;
        while (list.Parent is AwaitExpressionSyntax or ParenthesizedExpressionSyntax or MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax })
        {
            list = list.Parent is MemberAccessExpressionSyntax { Parent: { } call } ? call : list.Parent;
            if (list is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } } inner) continue;
            if (IsLookUp(name)) yield return inner;
            else if (name != "ConfigureAwait" && !name.StartsWith("To", StringComparison.Ordinal)) yield break;
        }

        if (list.Parent is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent.Parent: { } block } variable }) yield break;
        foreach (var call in block.DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            if (call.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax named, Name.Identifier.ValueText: var asked } && named.Identifier.ValueText == variable.Identifier.ValueText && IsLookUp(asked))
                yield return call;
        }
    }

    /// <summary>What it says when the condition holds: true, the list has such a row; null, it is about something else.</summary>
    public static bool? SaysPresent(IOperation condition, Access read)
    {
        if (read.Kind != AccessKind.Read) return null;
        var asked = Initial(condition.Syntax);
        foreach (var call in LookUps(read))
            if (call == asked && ((MemberAccessExpressionSyntax)call.Expression).Name.Identifier.ValueText is "Any" or "Exists" or "Contains" or "ContainsKey") return true;
        return null;
    }

    /// <summary>The columns by which one is looked for, where it is not a condition that names them: those that the list was made of.</summary>
    public static IEnumerable<string> Columns(Access read)
    {
        for (var level = read; level is not null; level = level.Imported)
        {
            foreach (var call in LookUps(level))
            {
                if (call.ArgumentList.Arguments is not { Count: 1 } arguments || arguments[0].Expression is LambdaExpressionSyntax) continue;
                foreach (var made in read.Syntax.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>())
                    if (made is { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Select" or "ToDictionary" or "ToDictionaryAsync" }, ArgumentList.Arguments: { Count: > 0 } given } && given[0].Expression is LambdaExpressionSyntax { ExpressionBody: MemberAccessExpressionSyntax column })
                        yield return column.Name.Identifier.ValueText;
            }
        }
    }

    /// <summary>The list was loaded before a loop that goes through many new rows.</summary>
    public static bool IsForMany(Access read, Access write)
    {
        if (!LookUps(read).Any()) return false;
        foreach (var ancestor in write.Operation.Syntax.Ancestors())
        {
            if (ancestor is MemberDeclarationSyntax) return false;
            if (ancestor is ForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax && !ancestor.Span.Contains(read.Operation.Syntax.Span)) return true;
        }

        return false;
    }

    /// <summary><c>var isTaken = taken.Contains(slug); if (isTaken) …</c></summary>
    private static SyntaxNode Initial(SyntaxNode condition)
    {
        while (condition is ParenthesizedExpressionSyntax parenthesized) condition = parenthesized.Expression;
        if (condition is not IdentifierNameSyntax { Identifier.ValueText: var name } || condition.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } method) return condition;
        foreach (var variable in method.DescendantNodes().OfType<VariableDeclaratorSyntax>())
            if (variable.Identifier.ValueText == name && variable.Initializer is { Value: var value }) return value;
        return condition;
    }

    private static bool IsLookUp(string name) => name is "First" or "FirstOrDefault" or "Single" or "SingleOrDefault" or "Any" or "Find" or "Exists" or "Contains" or "ContainsKey";
}
