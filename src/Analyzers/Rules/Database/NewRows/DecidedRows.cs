using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database.NewRows;

/// <summary>A row is added in any case, and how many there are decides what it says: confirmed while there is room, else waiting.</summary>
internal static class DecidedRows
{
    public static RowFinding? Find(Access add, RuleContext context)
    {
        if (add.Place.Container?.Head is not INamedTypeSymbol entity || add.Imported is not null || Saves.After(add, context) is not { } save) return null;
        foreach (var read in context.Flow.Reads)
        {
            if (read.Kind != AccessKind.Count || read.Imported is not null || read.Place.Container != add.Place.Container || (add.ControlReads & read.ReadBit) != 0) continue;
            if (Decides(read, add, entity, context)) return Judgement.Of(new(RowRace.InsertUnderLimit, read, add, save, entity, null, Outcome.Racy, null), null, context);
        }

        return null;
    }

    private static bool Decides(Access read, Access add, INamedTypeSymbol entity, RuleContext context)
    {
        foreach (var block in add.Frame.Graph.Blocks)
        {
            if (block.BranchValue is not { } condition || (add.Frame.BranchOf(block.Ordinal).Origins & read.ReadBit) == 0 || !Existence.IsLimit(condition)) continue;
            if (States(condition.Syntax, entity, context)) return true;
        }

        return false;
    }

    /// <summary>What hangs on the condition is a state of the row: an enum or a flag that is assigned.</summary>
    private static bool States(SyntaxNode condition, INamedTypeSymbol entity, RuleContext context)
    {
        var model = context.Safety.Databases.Compilation.GetSemanticModel(condition.SyntaxTree);
        foreach (var ancestor in condition.AncestorsAndSelf())
        {
            if (ancestor is ConditionalExpressionSyntax choice && choice.Parent is AssignmentExpressionSyntax assigned) return IsState(assigned.Left);
            if (ancestor is ConditionalExpressionSyntax { Parent: EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax local } })
                return local.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } member && member.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(use => use.Right is IdentifierNameSyntax name && name.Identifier.ValueText == local.Identifier.ValueText && IsState(use.Left));
            if (ancestor is IfStatementSyntax branch) return branch.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(assignment => IsState(assignment.Left));
            if (ancestor is StatementSyntax) return false;
        }

        return false;

        bool IsState(ExpressionSyntax target) => model.GetSymbolInfo(target).Symbol is IPropertySymbol property
            && SymbolEqualityComparer.Default.Equals(property.ContainingType, entity)
            && (property.Type.TypeKind == TypeKind.Enum || property.Type.SpecialType == SpecialType.System_Boolean);
    }
}
