using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Calls;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database.ChangedRows;

/// <summary>A query picks a row by its state, and the row is given another: the next job that waits, the code that is not used yet.</summary>
internal static class PickedRows
{
    public static RowFinding? Find(Access write, RuleContext context)
    {
        if (write is not { Kind: AccessKind.Mutate, Place.Container: { Root: { Kind: SymKind.Result, Head: Access { Imported: null, Kind: AccessKind.Read } load } } row }) return null;
        if (write.Member is not IPropertySymbol column || load.Place.Container?.Head is not INamedTypeSymbol entity || load.Spec.Shape == Shapes.Untracked) return null;
        var isOne = row.Kind == SymKind.Result;
        if (isOne ? !GivesOne(load) : !IsElement(row)) return null;
        if ((IsChanged(column, write, load, context) ?? (SaysFree(column, write) ? false : null)) is not { } isTransition || Saves.After(write, context) is not { } save) return null;
        var hazard = new Hazard(HazardPattern.CheckThenAct, load, write, Overlap.Same);
        if (isOne ? !isTransition && !IsTaken(hazard, context.Flow) : !AreTaken(hazard, context.Flow)) return null;
        return Judgement.Of(new(RowRace.StateChange, load, write, save, entity, column, Outcome.Racy, null), hazard, context);
    }

    /// <summary>A loaded row, or one of many that were loaded, and nothing that hangs on it.</summary>
    public static bool IsElement(Sym row)
    {
        for (var path = row; path.Kind == SymKind.Member; path = path.Parts[0])
            if (path.Parts.Length != 1 || path.MemberSymbol is IFieldSymbol or IPropertySymbol { IsIndexer: false, Name: not "Current" }) return false;
        return true;
    }

    /// <summary>The next few of many are told whose they are, or are handed out for work: another who asks gets the same few.</summary>
    private static bool AreTaken(Hazard hazard, MethodFlow flow) =>
        (hazard.Write.Member is { } column && States.IsSpent(column)) || RowClaims.IsSomebody(hazard.Write) || ((flow.Returned.Origins & hazard.Read.ReadBit) != 0 && GivesObjects(flow.Method))
        || flow.Accesses.Any(other => other is { Kind: AccessKind.Mutate, Place.Store: StoreKind.Entity } && other.Place.Container == hazard.Write.Place.Container && RowClaims.IsSomebody(other));

    /// <summary>The rows, and not how many they were.</summary>
    private static bool GivesObjects(IMethodSymbol? method) => method is not null && Repositories.Loaded(method) is { IsValueType: false, SpecialType: not SpecialType.System_String };

    private static bool GivesOne(Access load) => load.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } }
        && (name.StartsWith("First", StringComparison.Ordinal) || name.StartsWith("Single", StringComparison.Ordinal));

    /// <summary>The query asks for one value of the column, and another is written: true from one state to the next, false for a mark that is set; null when neither.</summary>
    private static bool? IsChanged(IPropertySymbol column, Access write, Access load, RuleContext context)
    {
        foreach (var lambda in QueryText.Lambdas(load))
        {
            foreach (var condition in QueryText.Conjuncts(lambda.ExpressionBody))
            {
                switch (condition)
                {
                    case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Operand: var flag } when Names(flag, column) && write.Value.Sym == Sym.Constant(true):
                    case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression, Right: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression }, Left: var empty } when Names(empty, column) && write.Value.Sym != Sym.Null:
                        return HarmlessMarks.Is(column.Name) ? null : false;
                    case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression } equal when Names(equal.Left, column) && write.Value.Sym is { Kind: SymKind.Constant, Head: not null } written:
                        var expected = context.Safety.Databases.Compilation.GetSemanticModel(equal.SyntaxTree).GetConstantValue(equal.Right, context.Cancellation);
                        if (expected is not { HasValue: true, Value: { } value } || Sym.Constant(value) == written) return null;
                        return value is bool ? written == Sym.Constant(true) ? false : null : !IsPair(column.Type);
                }
            }
        }

        return null;
    }

    /// <summary>There are but two states: going from one to the other is setting a flag, for there is no third that it could overwrite.</summary>
    private static bool IsPair(ITypeSymbol type) => type.TypeKind == TypeKind.Enum && type.GetMembers().OfType<IFieldSymbol>().Count(state => state.IsConst) == 2;

    /// <summary>The row was asked in words whether the column is still empty: <c>if (!token.IsActive) throw …; token.Revoked = now;</c></summary>
    private static bool SaysFree(IPropertySymbol column, Access write)
    {
        foreach (var decision in write.Frame.DecisionsFor(write.Block))
        {
            if (Branches.Unwrap(decision.Condition) is IPropertyReferenceOperation { Property: var asked } && SymbolEqualityComparer.Default.Equals(asked.ContainingType, column.ContainingType)
                && ComputedStates.SaysEmpty(asked, column.Name) == decision.WhenTrue) return true;
        }

        return false;
    }

    private static bool Names(ExpressionSyntax operand, IPropertySymbol column) =>
        operand is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax, Name.Identifier.ValueText: var name } && name == column.Name;

    /// <summary>Being the one who got the row matters: it is given to somebody, more is done for it, or it is handed out.</summary>
    public static bool IsTaken(Hazard hazard, MethodFlow flow)
    {
        if (hazard.Write.Member is { } column && States.IsSpent(column) || RowClaims.IsSomebody(hazard.Write) || States.MoreHangsOn(hazard, flow) || States.IsActedOn(hazard)) return true;
        foreach (var other in flow.Accesses)
        {
            if (other.Place.Store != StoreKind.Entity || other.Kind is not (AccessKind.Mutate or AccessKind.Add)) continue;
            if (other.Place.Container == hazard.Write.Place.Container ? RowClaims.IsSomebody(other) : !MayGiveNone(hazard.Read)) return true;
        }

        return IsNextOfMany(hazard.Read) && (flow.Returned.Origins & hazard.Read.ReadBit) != 0;
    }

    /// <summary>Without a row the method goes on; otherwise all that is done is done because there is one.</summary>
    private static bool MayGiveNone(Access load) => load.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } } && name.Contains("OrDefault");

    private static bool IsNextOfMany(Access load) => load.Syntax.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Any(call => call.Name.Identifier.ValueText.StartsWith("OrderBy", StringComparison.Ordinal));
}
