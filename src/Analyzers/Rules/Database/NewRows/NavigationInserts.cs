using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Rows;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database.NewRows;

/// <summary>
/// A row is added through the collection of a loaded row, because that collection has few enough, or none like it:
/// <c>if (workshop.Seats.Count >= workshop.Capacity) return; workshop.Seats.Add(seat);</c>. The collection is as old as the load.
/// </summary>
internal static class NavigationInserts
{
    public static RowFinding? Find(Access write, RuleContext context)
    {
        if (Added(write) is not { } row || !context.Safety.Databases.Entities.Contains(row)) return null;
        foreach (var decision in write.Source.Frame.DecisionsFor(write.Source.Block))
        {
            if (Load(write, decision, context.Flow) is not { } load || Saves.After(write, context) is not { } save) continue;
            var finding = new RowFinding(RowRace.InsertUnderLimit, load, write, save, row, null, Outcome.Racy, null);
            if (Existence.IsLimit(decision.Condition) && IsCounted(decision.Condition, row, context) && Decisions.LeavesOtherwise(decision, write.Source.Frame)) return Judge(finding, context);
            if (MeansPresent(decision.Condition, row) is { } present && present != decision.WhenTrue) return Judge(finding with { Race = RowRace.InsertIfAbsent, Guard = new("what it was looked up in is as old as the load", load.Syntax.GetLocation()) }, context);
        }

        return null;
    }

    /// <summary>The type of the row that is added: to a set, or to the collection of a loaded row.</summary>
    private static INamedTypeSymbol? Added(Access write) => write switch
    {
        { Kind: AccessKind.Add, Place.Container.Head: INamedTypeSymbol entity } => entity,
        { Kind: AccessKind.Mutate, Source.Operation: IInvocationOperation { TargetMethod.Name: "Add", Instance: { } list } } => Element(list.Type),
        _ => null,
    };

    /// <summary>The load of the row whose collection is asked.</summary>
    private static Access? Load(Access write, Decision decision, MethodFlow flow)
    {
        if (write.Place.Container?.Root is { Kind: SymKind.Result, Head: Access { Imported: null, Kind: AccessKind.Read } owner }) return owner.Spec.Shape == Shapes.Untracked ? null : owner;
        if (write.Kind != AccessKind.Add || write.Imported is not null) return null;
        foreach (var read in flow.ReadsIn(decision.Origins))
            if (read is { Kind: AccessKind.Read, Imported: null, Place.Store: StoreKind.Entity, Spec.SharesObject: true }) return read;
        return null;
    }

    /// <summary>The loaded row may carry a token, and be changed with it. What is only looked up in a list is often the caller's own.</summary>
    private static RowFinding? Judge(RowFinding finding, RuleContext context)
    {
        for (var owner = finding.Read.Place.Container?.Head as INamedTypeSymbol; owner is not null; owner = owner.BaseType)
            foreach (var member in owner.GetMembers())
                if (member is IPropertySymbol column && context.Safety.Databases.Model.Token(owner, column) is not null) return null;
        var judged = Judgement.Of(finding with { Guard = null }, null, context);
        return judged is { Outcome: Outcome.Racy } && finding.Guard is { } doubt ? judged with { Outcome = Outcome.Doubtful, Guard = doubt } : judged;
    }

    private static bool? MeansPresent(IOperation condition, INamedTypeSymbol row) => Branches.Unwrap(condition) switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => !MeansPresent(not.Operand, row),
        IInvocationOperation { TargetMethod.Name: "Any" or "Exists", Arguments: { Length: > 0 } arguments } call when arguments.Length > (call.Instance is null ? 1 : 0) => IsLoaded(Branches.Unwrap(call.Instance ?? arguments[0].Value), row) ? true : null,
        _ => null,
    };

    /// <summary>A collection in memory of a loaded row.</summary>
    private static bool IsLoaded(IOperation? list, INamedTypeSymbol row) =>
        list is IPropertyReferenceOperation or IFieldReferenceOperation && !RowQuery.IsQuery(list.Type) && SymbolEqualityComparer.Default.Equals(Element(list.Type), row);

    /// <summary>The condition, or what its variables are given where they are declared, counts or sums up such a collection.</summary>
    private static bool IsCounted(IOperation condition, INamedTypeSymbol row, RuleContext context)
    {
        var sources = new List<SyntaxNode> { condition.Syntax };
        if (condition.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } method)
        {
            foreach (var name in condition.Syntax.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
                foreach (var local in method.DescendantNodes().OfType<VariableDeclaratorSyntax>())
                    if (local.Identifier.ValueText == name.Identifier.ValueText && local.Initializer is { } initializer) sources.Add(initializer.Value);
        }

        foreach (var access in sources.SelectMany(source => source.DescendantNodesAndSelf()).OfType<MemberAccessExpressionSyntax>())
        {
            var list = access.Expression is MemberAccessExpressionSyntax { Name: var last } ? last : access.Expression as SimpleNameSyntax; // within the row, its own list
            if (access.Name.Identifier.ValueText is not ("Count" or "Sum" or "Length") || list is null) continue;
            var type = context.Safety.Databases.Compilation.GetSemanticModel(list.SyntaxTree).GetTypeInfo(list, context.Cancellation).Type;
            if (!RowQuery.IsQuery(type) && SymbolEqualityComparer.Default.Equals(Element(type), row)) return true;
        }

        return false;
    }

    private static INamedTypeSymbol? Element(ITypeSymbol? list) => list is INamedTypeSymbol { TypeArguments: { Length: 1 } element } ? element[0] as INamedTypeSymbol : null;
}
