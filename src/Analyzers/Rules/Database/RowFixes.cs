using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.Analyzers.Rules.Database.ChangedRows;
using RaceSafe.Analyzers.Rules.Database.Sql;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database;

/// <summary>Which rewrites are right for a race on rows. Whether the code has their shape is for the rewrites to say.</summary>
internal static class RowFixes
{
    public static FixHandoff Offer(FixHandoff handoff, RowFinding finding, RuleContext context) => finding.Race switch
    {
        _ when finding.Rows is null && ReferenceEquals(finding.Save, finding.Write) && finding.Race != RowRace.StaleSetBased => handoff, // saved elsewhere
        _ when finding.Outcome == Outcome.Unhandled => IsWrittenHere(finding) ? handoff.Offer(IsTransaction(finding) ? FixActions.UseSerializable : FixActions.RetryOnConflict) : handoff,
        RowRace.StaleSetBased => Computed(handoff, finding),
        RowRace.RelativeChange or RowRace.StateChange when finding.Outcome is not (Outcome.Unhandled or Outcome.Mishandled) => Unit(Statement(handoff, finding, context), finding),
        RowRace.SqlUpdate when finding.Outcome is not (Outcome.Unhandled or Outcome.Mishandled) => Sql(handoff, finding, context),
        RowRace.InsertIfAbsent when finding.Outcome is Outcome.Racy or Outcome.Doubtful => Insert(handoff, finding, context),
        RowRace.InsertUnderLimit or RowRace.NextNumber when finding.Outcome is Outcome.Racy or Outcome.Doubtful or Outcome.WeakTransaction => Unit(handoff, finding),
        _ => handoff,
    };

    /// <summary>A transaction of the runtime around all of it, where the save shows the context.</summary>
    private static FixHandoff Unit(FixHandoff handoff, RowFinding finding) => finding.Save is { Imported: null, Spec.Shape: not Shapes.Repository } ? handoff.Offer(FixActions.UseSerializable) : handoff;

    /// <summary>The change becomes a statement of its own, which passes by whatever hooks into the save.</summary>
    private static FixHandoff Statement(FixHandoff handoff, RowFinding finding, RuleContext context)
    {
        if (!IsHere(finding) || finding.Entity is not INamedTypeSymbol entity || !IsPlainSave(finding.Save, context)) return handoff;
        if (KeyOf(finding, entity, context) is { } key) handoff = handoff.With("key", key);
        else if (!FindsOne(finding.Read, entity, context)) return handoff;
        if (finding.Outcome == Outcome.WeakTransaction) handoff = handoff.With("within", "true");
        if (!context.Safety.Databases.Mentioned.Has("EnableRetryOnFailure") && !context.Safety.Databases.Mentioned.Has("ExecutionStrategy")) handoff = handoff.With("transaction", "true");
        return handoff.Offer(FixActions.UseExecuteUpdate).Offer(FixActions.UseConditionalUpdate).Offer(FixActions.UseRowIncrement).Offer(FixActions.UseRowLimit);
    }

    /// <summary>The sum moves into the statement.</summary>
    private static FixHandoff Sql(FixHandoff handoff, RowFinding finding, RuleContext context)
    {
        if (finding is not { Rows: { } rows, Parameter: { } parameter } || !ReferenceEquals(finding.Read.Frame, finding.Write.Frame) || finding.Read.Imported is not null) return handoff;
        if (IsAllowedByRow(finding) || IsByHelper(finding.Read) || IsByHelper(finding.Write)) return handoff;
        if (SqlParameters.Of(finding.Write, parameter) is { } value) handoff = handoff.At(FixRoles.Value, value.GetLocation());
        if (SqlDialects.Answer(finding.Write, context.Safety.Databases.Compilation) is { } answer) handoff = handoff.With("returning", answer);
        return handoff.With("column", Column(rows)).With("parameter", parameter).Offer(FixActions.UseSqlExpression);
    }

    /// <summary>What was selected decides whether the row is changed at all: a sum in the statement would be right, and made without the room for it.</summary>
    private static bool IsAllowedByRow(RowFinding finding) => finding.Write.Frame.DecisionsFor(finding.Write.Block).Any(decision => (decision.Origins & finding.Read.ReadBit) != 0 && !NullTests.Is(decision.Condition));

    /// <summary>A method of the user's own is handed the text; it may have no sibling that gives a value back.</summary>
    private static bool IsByHelper(Access statement) => statement.Operation is IInvocationOperation { TargetMethod.Locations: { Length: > 0 } places } && places[0].IsInSource;

    /// <summary>What the database refuses is the transaction, not the one row.</summary>
    private static bool IsTransaction(RowFinding finding) => finding.Guard?.Where is { IsInSource: true } where && where.SourceTree!.GetRoot().FindNode(where.SourceSpan) is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "BeginTransaction" or "BeginTransactionAsync" } };

    private static FixHandoff Computed(FixHandoff handoff, RowFinding finding)
    {
        foreach (var (column, value) in StaleValues.Setters(finding.Write))
            if (column == finding.Column?.Name) return handoff.At(FixRoles.Value, value.GetLocation()).Offer(FixActions.ComputeInStatement);
        return handoff;
    }

    private static string Column(string rows) => rows.Substring(rows.LastIndexOf('.') + 1);

    /// <summary>A unique index decides who inserts; without one, a transaction has to.</summary>
    private static FixHandoff Insert(FixHandoff handoff, RowFinding finding, RuleContext context)
    {
        if (finding.Read.Spec.SaysHowMany) return handoff; // what the statement would have changed has to come with the insert
        var mentioned = context.Safety.Databases.Mentioned;
        var isPlain = IsWrittenHere(finding) && IsPlainSave(finding.Save, context) && !mentioned.Has("OwnsOne") && !mentioned.Has("ComplexProperty") && !mentioned.Has("HasFilter");
        if (isPlain && finding.Entity is INamedTypeSymbol entity && context.Safety.Databases.Model.UniqueColumns(entity, QueryText.EqualColumns(finding.Read)) is { } unique) handoff = handoff.With("unique", string.Join(",", unique)).Offer(FixActions.UseInsertIfAbsent);
        return Unit(handoff, finding);
    }

    private static bool IsWrittenHere(RowFinding finding) =>
        finding.Read.Imported is null && finding.Write.Imported is null && finding.Save.Imported is null
        && ReferenceEquals(finding.Read.Frame, finding.Write.Frame) && ReferenceEquals(finding.Save.Frame, finding.Write.Frame);

    /// <summary>Load, change and save are written in this method, and what is changed is the loaded object itself.</summary>
    private static bool IsHere(RowFinding finding) =>
        IsWrittenHere(finding) && finding.Write.Place.Container is { Kind: SymKind.Result, Head: Access load } && ReferenceEquals(load, finding.Read);

    /// <summary>The save does nothing but save: no override, no interceptor that would have to see the change.</summary>
    private static bool IsPlainSave(Access save, RuleContext context) =>
        save.Operation is IInvocationOperation { TargetMethod.ContainingType.Name: "DbContext" or "IdentityDbContext" } call
        && !Overrides(call.Instance?.Type)
        && !context.Safety.Databases.Mentioned.Has("AddInterceptors") && !context.Safety.Databases.Mentioned.Has("SaveChangesInterceptor");

    private static bool Overrides(ITypeSymbol? type)
    {
        for (; type is not null && type.Name != "DbContext"; type = type.BaseType)
            if (type.GetMembers("SaveChanges").Concat(type.GetMembers("SaveChangesAsync")).Any(member => member.IsOverride)) return true; // by name: a context has a member for every table
        return false;
    }

    /// <summary>The key by which <c>Find</c> finds.</summary>
    private static string? KeyOf(RowFinding finding, INamedTypeSymbol entity, RuleContext context) =>
        finding.Read.Operation is IInvocationOperation { TargetMethod.Name: "Find" or "FindAsync" } ? context.Safety.Databases.Model.Key(entity) : null;

    /// <summary>No two rows can satisfy the query, so that a statement with the same condition changes what was loaded.</summary>
    private static bool FindsOne(Access read, INamedTypeSymbol entity, RuleContext context)
    {
        foreach (var lambda in QueryText.Lambdas(read))
            if (lambda.DescendantNodes().OfType<InvocationExpressionSyntax>().Any()) return false;
        return context.Safety.Databases.Model.Unique(entity, QueryText.EqualColumns(read)) is not null;
    }
}
