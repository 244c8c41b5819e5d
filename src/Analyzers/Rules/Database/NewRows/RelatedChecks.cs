using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database.NewRows;

/// <summary>
/// A row is added because a query over the rows that it belongs to said that there is none like it: a room is looked for that has no booking for those
/// days, <c>db.Rooms.FirstOrDefault(r => !r.Bookings.Any(b => …))</c>, and is booked.
/// </summary>
internal static class RelatedChecks
{
    public static RowFinding? Find(Access add, RuleContext context)
    {
        if (add.Place.Container?.Head is not INamedTypeSymbol entity) return null;
        foreach (var read in context.Flow.ReadsIn(add.ControlReads))
        {
            if (read is not { Place.Store: StoreKind.Entity, Kind: AccessKind.Read or AccessKind.Check } || read.Place.Container == add.Place.Container || SaysNone(read, entity, context) is not { } saysNone) continue;
            foreach (var decision in Decisions.Between(read, add))
            {
                if (IsFound(decision, read) != saysNone || !Decisions.LeavesOtherwise(decision, add.Frame) || Saves.After(add, context) is not { } save) continue;
                return Judgement.Of(new(RowRace.InsertIfAbsent, read, add, save, entity, null, Outcome.Racy, null), null, context);
            }
        }

        return null;
    }

    /// <summary>What a row that the query finds says: true, it has no such related row; false, it has one; null, neither.</summary>
    private static bool? SaysNone(Access read, INamedTypeSymbol entity, RuleContext context)
    {
        foreach (var lambda in QueryText.Lambdas(read))
            foreach (var condition in QueryText.Conjuncts(lambda.ExpressionBody))
                if (SaysNone(condition, entity, context) is { } none) return none;
        return null;
    }

    private static bool? SaysNone(ExpressionSyntax condition, INamedTypeSymbol entity, RuleContext context) => condition switch
    {
        ParenthesizedExpressionSyntax parenthesized => SaysNone(parenthesized.Expression, entity, context),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Operand: var denied } => !SaysNone(denied, entity, context),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: ("Any" or "All") and var name, Expression: MemberAccessExpressionSyntax related } } when IsOf(related, entity, context) => name == "All",
        _ => null,
    };

    private static bool IsOf(MemberAccessExpressionSyntax related, INamedTypeSymbol entity, RuleContext context) =>
        context.Safety.Databases.Compilation.GetSemanticModel(related.SyntaxTree).GetTypeInfo(related, context.Cancellation).Type is INamedTypeSymbol { TypeArguments: { Length: 1 } element }
        && SymbolEqualityComparer.Default.Equals(element[0], entity);

    /// <summary>The row is added when the query has found something, or when it has not; null when the decision is about something else.</summary>
    private static bool? IsFound(Decision decision, Access read)
    {
        var isForAll = read.Source.Operation is Microsoft.CodeAnalysis.Operations.IInvocationOperation { TargetMethod.Name: "All" or "AllAsync" };
        if (Existence.Meaning(decision, read) == RowRace.InsertIfAbsent) return isForAll;
        return Existence.Meaning(decision with { WhenTrue = !decision.WhenTrue }, read) == RowRace.InsertIfAbsent ? !isForAll : null;
    }
}
