using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Safety;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database.NewRows;

/// <summary>A new row is numbered from the greatest number so far, or from how many rows there are.</summary>
internal static class NextNumbers
{
    private static readonly string[] s_places = ["Order", "Position", "Ordinal", "Rank", "Priority", "Sort", "Weight", "Name", "Title", "Label"];

    public static RowFinding? Find(Access add, RuleContext context)
    {
        if (add.Place.Container?.Head is not INamedTypeSymbol entity) return null;
        foreach (var read in context.Flow.ReadsIn(add.Value.Origins))
        {
            if (!(read.Kind == AccessKind.Count || IsGreatest(read)) || read.Place.Container != add.Place.Container || (add.Imported is not null && ReferenceEquals(read.Operation, add.Operation))) continue; // reported inside
            if (Numbered(read, add, entity, context) is not { } column || Saves.After(add, context) is not { } save) continue;
            return Judgement.Of(new(RowRace.NextNumber, read, add, save, entity, column, Outcome.Racy, null), null, context);
        }

        return null;
    }

    /// <summary>Two rows may have the same place in an order, or the same suggestion for a name, and nobody takes one for the other.</summary>
    public static Answer? Doubt(RowFinding finding) => finding.Column?.Name is { } name && Array.Exists(s_places, place => name.EndsWith(place, StringComparison.Ordinal))
        ? new("it only says in which order rows are shown, or suggests a name", null)
        : null;

    /// <summary>The first row of a query in descending order.</summary>
    private static bool IsGreatest(Access read)
    {
        if (read.Kind != AccessKind.Read || read.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "First" or "FirstOrDefault" or "FirstAsync" or "FirstOrDefaultAsync" } first }) return false;
        return first.Expression.DescendantNodesAndSelf().OfType<MemberAccessExpressionSyntax>().Any(call => call.Name.Identifier.ValueText == "OrderByDescending");
    }

    /// <summary>The column that is given the read plus one, where the source shows it: here, or in the helper that reads and adds.</summary>
    private static ISymbol? Numbered(Access read, Access add, INamedTypeSymbol entity, RuleContext context)
    {
        if (Next(read) is not { } next) return null;
        foreach (var (target, value) in Assigned(add.Operation.Syntax).Concat(Handed(add.Operation.Syntax, entity, context)))
            if (next.IsNext(value) && Member(entity, target) is { } column) return column;
        return null;
    }

    /// <summary>Names that are given a value in the method: of variables, of properties, in initializers.</summary>
    private static IEnumerable<(string Target, ExpressionSyntax Value)> Assigned(SyntaxNode place)
    {
        if (place.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } method) yield break;
        foreach (var assignment in method.DescendantNodes().OfType<AssignmentExpressionSyntax>())
        {
            var name = assignment.Left is MemberAccessExpressionSyntax member ? member.Name : assignment.Left as SimpleNameSyntax;
            if (name is not null) yield return (name.Identifier.ValueText, assignment.Right);
        }
    }

    /// <summary>What derives from the read plus one in this method, wherever on the way from the query to here one was added.</summary>
    private static DerivedNames? Next(Access read)
    {
        var levels = new Stack<Access>();
        for (var level = read; level is not null; level = level.Imported) levels.Push(level);
        var names = new DerivedNames(levels.Pop().Operation.Syntax, isStepped: false);
        while (levels.Count > 0) names = new(levels.Pop().Operation.Syntax, names.IsStepped);
        return names.IsStepped ? names : null;
    }

    /// <summary>What a method or constructor of the row is given, and puts into a column as it is: <c>invoice.SetNumber(number)</c>.</summary>
    private static IEnumerable<(string Target, ExpressionSyntax Value)> Handed(SyntaxNode place, INamedTypeSymbol entity, RuleContext context)
    {
        if (place.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } method) yield break;
        var model = context.Safety.Databases.Compilation.GetSemanticModel(place.SyntaxTree);
        foreach (var argument in method.DescendantNodes().OfType<ArgumentSyntax>())
        {
            if (model.GetOperation(argument, context.Cancellation) is not IArgumentOperation { Parameter: { ContainingSymbol: IMethodSymbol called } parameter } || !SymbolEqualityComparer.Default.Equals(called.ContainingType, entity)) continue;
            foreach (var assignment in called.DeclaringSyntaxReferences.SelectMany(reference => reference.GetSyntax(context.Cancellation).DescendantNodes().OfType<AssignmentExpressionSyntax>()))
                if (assignment is { Left: IdentifierNameSyntax column, Right: IdentifierNameSyntax given } && given.Identifier.ValueText == parameter.Name) yield return (column.Identifier.ValueText, argument.Expression);
        }
    }

    private static ISymbol? Member(INamedTypeSymbol entity, string name)
    {
        for (var type = entity; type is not null; type = type.BaseType)
            if (type.GetMembers(name) is { Length: > 0 } members) return members[0];
        return null;
    }
}
