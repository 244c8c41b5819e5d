using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database.NewRows;

/// <summary>
/// A row is added in any case, once it has been made sure that it may be: a helper threw when there was one, or too many, or a loop went on until a
/// name was found that nobody has.
/// </summary>
internal static class EnsuredInserts
{
    public static RowFinding? Find(Access add, RuleContext context)
    {
        if (add.Place.Container?.Head is not INamedTypeSymbol entity) return null;
        foreach (var read in context.Flow.Reads)
        {
            if (read.Place.Container != add.Place.Container || read.Kind.Writes() || (add.ControlReads & read.ReadBit) != 0 || !Branches.CanFollow(read, add)) continue;
            if (Ensured(read, add) is not { } race || (race == RowRace.InsertIfAbsent && (QueryText.AskedColumns(read).Count == 0 || AsksForNewId(read)))) continue;
            if (Saves.After(add, context) is not { } save) return null;
            return Judgement.Of(new(race, read, add, save, entity, null, Outcome.Racy, null), new Hazard(HazardPattern.CheckThenAct, read, add, Overlap.Same), context);
        }

        return null;
    }

    private static RowRace? Ensured(Access read, Access add)
    {
        var inside = read.Imported ?? read;
        foreach (var block in inside.Frame.Graph.Blocks)
        {
            if (read.Imported is not null && block.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Throw)
            {
                foreach (var decision in inside.Frame.DecisionsFor(block.Ordinal))
                    if ((decision.Origins & inside.ReadBit) != 0 && Existence.Meaning(decision with { WhenTrue = !decision.WhenTrue }, inside) is { } race) return race;
            }

            if (block.BranchValue is not { Syntax: var condition } || (inside.Frame.BranchOf(block.Ordinal).Origins & inside.ReadBit) == 0 || Loop(condition) is not { } loop || loop.Span.Contains(add.Operation.Syntax.Span)) continue;
            var left = new Decision(inside.Frame, block.Ordinal, inside.ReadBit, 0, WhenTrue: false, inside.Frame.BranchOf(block.Ordinal).Sym);
            if (Existence.Meaning(left, inside) == RowRace.InsertIfAbsent) return RowRace.InsertIfAbsent;
        }

        return null;
    }

    /// <summary>What is looked for is a new GUID each time: nobody else has it, with or without the question.</summary>
    private static bool AsksForNewId(Access read)
    {
        if (read.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } method) return false;
        foreach (var lambda in QueryText.Lambdas(read))
        {
            if (lambda.ExpressionBody is not BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression, Right: IdentifierNameSyntax { Identifier.ValueText: var name } }) continue;
            var given = method.DescendantNodes().Select(node => node switch
            {
                VariableDeclaratorSyntax { Initializer.Value: var value } local when local.Identifier.ValueText == name => value,
                AssignmentExpressionSyntax { Left: IdentifierNameSyntax local, Right: var value } when local.Identifier.ValueText == name => value,
                _ => null,
            }).OfType<ExpressionSyntax>().ToList();
            if (given.Count > 0 && given.TrueForAll(value => value is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "NewGuid" or "CreateVersion7" } })) return true;
        }

        return false;
    }

    /// <summary>The loop that goes on while the condition holds.</summary>
    private static StatementSyntax? Loop(SyntaxNode condition) => condition.FirstAncestorOrSelf<StatementSyntax>() switch
    {
        WhileStatementSyntax loop when loop.Condition.Span.Contains(condition.Span) => loop,
        DoStatementSyntax loop when loop.Condition.Span.Contains(condition.Span) => loop,
        ForStatementSyntax loop when loop.Condition?.Span.Contains(condition.Span) == true => loop,
        _ => null,
    };
}
