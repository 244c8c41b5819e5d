using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Safety;

namespace RaceSafe.Analyzers.Rules.Database.NewRows;

/// <summary>What is known of a row that is added because a query found none.</summary>
internal static class Inserts
{
    /// <summary>The key or unique index with which the database refuses the second row.</summary>
    public static Answer? Refused(RowFinding finding, RuleContext context)
    {
        if (finding.Entity is not INamedTypeSymbol entity) return null;
        if (IsRelated(finding)) return context.Safety.Databases.Model.Unique(entity, Given(finding));
        var columns = QueryText.PickedColumns(finding.Read);
        if (finding.Column is { } column) columns.Add(column.Name); // numbered among the rows that were asked for
        return columns.Count == 0 ? null : context.Safety.Databases.Model.Unique(entity, columns);
    }

    /// <summary>It was looked for by a GUID that is its primary key: whoever made the id has it alone, and the row is updated if it is his, else added.</summary>
    public static bool IsByOwnId(RowFinding finding, RuleContext context)
    {
        if (finding is not { Race: RowRace.InsertIfAbsent, Entity: INamedTypeSymbol entity } || IsRelated(finding) || context.Safety.Databases.Model.Key(entity) is not { } key || !QueryText.EqualColumns(finding.Read).Contains(key)) return false;
        for (var type = entity; type is not null; type = type.BaseType)
            if (type.GetMembers(key).FirstOrDefault() is IPropertySymbol id) return id.Type.Name == "Guid";
        return false;
    }

    /// <summary>Why the added row may not be the one that was looked for.</summary>
    public static Answer? Doubt(RowFinding finding)
    {
        if (IsRelated(finding)) return null;
        if (LoadedLists.IsForMany(finding.Read, finding.Write)) return new("what it was looked up in is as old as the load", finding.Read.Syntax.GetLocation());
        var asked = QueryText.AskedColumns(finding.Read);
        var set = Given(finding);
        foreach (var column in asked)
            if (set.Contains(column) || (column.EndsWith("Id", StringComparison.Ordinal) && set.Contains(column.Substring(0, column.Length - 2)))) return null;
        return new("it may be another row than the one looked for", finding.Read.Syntax.GetLocation());
    }

    /// <summary>The query was about other rows, to which the added one belongs.</summary>
    private static bool IsRelated(RowFinding finding) => finding.Read.Place.Container != finding.Write.Place.Container;

    private static HashSet<string> Given(RowFinding finding)
    {
        var set = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var place in new[] { finding.Write.Operation.Syntax, finding.Write.Syntax })
            if (place.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } method) ColumnsSet(method, finding.Entity.Name, set);
        if (IsRelated(finding)) set.Remove("Id"); // of whatever other object
        return set;
    }

    /// <summary>The columns that objects of the row's type are given in the method that adds one.</summary>
    private static void ColumnsSet(SyntaxNode method, string entity, HashSet<string> set)
    {
        foreach (var node in method.DescendantNodes())
        {
            switch (node)
            {
                case BaseObjectCreationExpressionSyntax creation when creation is ImplicitObjectCreationExpressionSyntax || (creation is ObjectCreationExpressionSyntax { Type: var type } && type.ToString().EndsWith(entity, StringComparison.Ordinal)):
                    foreach (var assignment in creation.Initializer?.Expressions ?? default)
                        if (assignment is AssignmentExpressionSyntax { Left: IdentifierNameSyntax name }) set.Add(name.Identifier.ValueText);
                    foreach (var argument in creation.ArgumentList?.Arguments ?? default)
                        set.Add(Last(argument.NameColon?.Name.Identifier.ValueText ?? argument.Expression.ToString()));
                    break;
                case AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax member }:
                    set.Add(member.Name.Identifier.ValueText);
                    break;
            }
        }
    }

    private static string Last(string name) => name.Substring(name.LastIndexOf('.') + 1);
}
