using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database.ChangedRows;

/// <summary>
/// An object made here stands in for a row and overwrites it, with a value computed from the row as it was read before:
/// <c>var row = new Account { Id = id, Points = current + earned }; db.Attach(row); db.Entry(row).Property(a => a.Points).IsModified = true;</c>
/// </summary>
internal static class StandIns
{
    public static RowFinding? Find(Access write, RuleContext context)
    {
        if (write is not { Imported: null, Spec.Shape: Shapes.Attached or Shapes.Followed, Place.Container.Head: INamedTypeSymbol entity, Value.Sym: { Kind: SymKind.Fresh, Head: IObjectCreationOperation made } }) return null;
        foreach (var read in context.Flow.Reads)
        {
            if (read is not { Kind: AccessKind.Read, Imported: null } || read.Place.Container != write.Place.Container || read.Syntax.SpanStart > write.Syntax.SpanStart) continue;
            foreach (var (name, value) in Given(made, write))
            {
                if (entity.GetMembers(name) is not { Length: 1 } members || !StaleValues.IsComputedFrom(value, members[0], context.Safety.Databases.Compilation.GetSemanticModel(value.SyntaxTree))) continue;
                return Saves.After(write, context) is { } save ? Judgement.Of(new(RowRace.RelativeChange, read, write, save, entity, members[0], Outcome.Racy, null), null, context) : null;
            }
        }

        return null;
    }

    /// <summary>What the object is given where it is made and later, as far as it overwrites the row.</summary>
    private static IEnumerable<(string Column, ExpressionSyntax Value)> Given(IObjectCreationOperation made, Access write)
    {
        if (write.Spec.Shape == Shapes.Attached && made.Syntax is BaseObjectCreationExpressionSyntax { Initializer.Expressions: var initial })
            foreach (var part in initial)
                if (part is AssignmentExpressionSyntax { Left: IdentifierNameSyntax column, Right: var value } && IsMarked(column, write)) yield return (column.Identifier.ValueText, value);
        if (made.Syntax.FirstAncestorOrSelf<VariableDeclaratorSyntax>() is not { } local || made.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } method) yield break;
        foreach (var assignment in method.DescendantNodes().OfType<AssignmentExpressionSyntax>())
        {
            if (assignment.Left is not MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax owner, Name: IdentifierNameSyntax column } || owner.Identifier.ValueText != local.Identifier.ValueText) continue;
            if (write.Spec.Shape == Shapes.Attached ? IsMarked(column, write) : assignment.SpanStart > write.Syntax.SpanStart) yield return (column.Identifier.ValueText, assignment.Right);
        }
    }

    /// <summary>All columns are overwritten, or that one: <c>….Property(a => a.Points).IsModified = true</c>.</summary>
    private static bool IsMarked(IdentifierNameSyntax column, Access write) =>
        write.Syntax is not AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "IsModified" } mark }
        || mark.DescendantTokens().Any(token => token.ValueText == column.Identifier.ValueText);
}
