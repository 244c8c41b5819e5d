using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Locks;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Options;
using RaceSafe.Analyzers.Rules.Database.ChangedRows;
using RaceSafe.Analyzers.Rules.Database.NewRows;
using RaceSafe.Analyzers.Safety;
using RaceSafe.Analyzers.Safety.Databases;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database;

/// <summary>Asks, in the order in which the answers are final, what may prevent a race on rows.</summary>
internal static class Judgement
{
    /// <summary>The finding with its outcome, or null when something makes it harmless.</summary>
    public static RowFinding? Of(RowFinding finding, Hazard? hazard, RuleContext context) => Judged(finding, hazard, context)?.AsFarAsSeen;

    private static RowFinding? Judged(RowFinding finding, Hazard? hazard, RuleContext context)
    {
        if (context.WhySilent(hazard ?? new(HazardPattern.CheckThenAct, finding.Read, finding.Write, Overlap.Same)) is not null) return null;
        var databases = context.Safety.Databases;
        var around = Surroundings.Of(finding, context);
        var (scopes, saves) = around;
        if (around.AreSetUp(context)) return null;
        var isolation = Isolation.Of(scopes, finding.Read.Syntax, context.Safety.Databases.Compilation);
        if (isolation.Lock is not null) return null;
        if (Inserts.IsByOwnId(finding, context)) return null;
        if (isolation.Strong is { } strong)
            return saves.Any(save => databases.Conflicts.SerializationIsRetried(save, scopes)) ? null : finding with { Outcome = Outcome.Unhandled, Guard = strong };
        if (IsToken(finding, context)) return null;
        if (finding.Column is { } column && finding.Entity is INamedTypeSymbol row && databases.Model.Token(row, column, Renewed(finding, context)) is { } token)
            return saves.Any(databases.Conflicts.ConcurrencyIsHandled) ? Mishandled(finding, saves) : finding with { Outcome = Outcome.Unhandled, Guard = token };
        if (RootToken(finding, context) is { } ofRoot) return saves.Any(databases.Conflicts.ConcurrencyIsHandled) ? null : finding with { Outcome = Outcome.Unhandled, Guard = ofRoot };
        if (DatabaseConfinement.Background(context.Method) is { } background)
            return finding.Column is not { } own || !databases.Confinement.IsWrittenOutside(own, context.Method.ContainingType) ? null : finding with { Outcome = Outcome.Doubtful, Guard = background };
        if (finding is { Race: RowRace.InsertIfAbsent, Rows: not null } && saves.Any(databases.Conflicts.ViolationIsHandled)) return null;
        if (finding.Race is RowRace.InsertIfAbsent or RowRace.NextNumber && Inserts.Refused(finding, context) is { } refused)
            return saves.Any(databases.Conflicts.ViolationIsHandled) ? null : finding with { Outcome = Outcome.Doubtful, Guard = refused };
        if (isolation.Weak is { } weak) return finding with { Outcome = Outcome.WeakTransaction, Guard = weak };
        if (ProcessLock(finding, context) is { } held) return context.Options.Deployment == Deployment.SingleInstance ? null : finding with { Outcome = Outcome.Doubtful, Guard = held };
        return Doubt(finding, hazard, context) is { } doubt ? finding with { Outcome = Outcome.Doubtful, Guard = doubt } : finding;
    }

    /// <summary>What is counted up is the token itself: the next number tells the database that the row was changed, and nothing depends on it.</summary>
    private static bool IsToken(RowFinding finding, RuleContext context) =>
        finding is { Race: RowRace.RelativeChange, Column: { } column, Entity: INamedTypeSymbol row } && Bookkeeping.IsVersion(column) && Bookkeeping.IsStep(finding.Write) && context.Safety.Databases.Model.Token(row, column) is not null;

    /// <summary>A column of the same row that is changed in the same method, or whenever a row is saved.</summary>
    private static Func<string, bool> Renewed(RowFinding finding, RuleContext context)
    {
        var columns = new HashSet<string>(StringComparer.Ordinal);
        foreach (var access in context.Flow.Accesses)
            if (access.Kind == AccessKind.Mutate && access.Place.Container == finding.Write.Place.Container && access.Member is { } member) columns.Add(member.Name);
        return column => columns.Contains(column) || context.Safety.Databases.Confinement.IsRenewedOnSave(column);
    }

    /// <summary>The row hangs on another that is changed in the same save, and carries a token: an order refuses what was done to its lines beside another change.</summary>
    private static Answer? RootToken(RowFinding finding, RuleContext context)
    {
        if (finding.Write.Place.Container is not { Kind: SymKind.Member } part || part.Root is not { Kind: SymKind.Result, Head: Access { Place.Container.Head: INamedTypeSymbol row } } root) return null;
        foreach (var access in context.Flow.Accesses)
            if (access is { Kind: AccessKind.Mutate, Member: { } column } && access.Place.Container == root && context.Safety.Databases.Model.Token(row, column) is { } token) return token;
        return null;
    }

    /// <summary>The conflict is caught, and what is done about it loses the update all the same.</summary>
    private static RowFinding? Mishandled(RowFinding finding, List<SyntaxNode> saves)
    {
        if (finding.Race is not (RowRace.RelativeChange or RowRace.StateChange)) return null;
        foreach (var save in saves)
            if (Conflicts.Mishandling(save, finding.Race == RowRace.RelativeChange) is { } loss) return finding with { Outcome = Outcome.Mishandled, Guard = loss };
        return null;
    }

    private static Answer? Doubt(RowFinding finding, Hazard? hazard, RuleContext context)
    {
        if (finding.Rows is not null) return finding.Race == RowRace.InsertIfAbsent ? new("a unique index cannot be seen in SQL text", null) : null;
        if (finding.Entity is INamedTypeSymbol entity && !context.Safety.Databases.Entities.IsMappedHere(entity)) return new("its model is not configured in this project", null);
        return finding.Race switch
        {
            RowRace.InsertIfAbsent => Inserts.Doubt(finding),
            RowRace.RelativeChange => Bookkeeping.Of(finding),
            RowRace.NextNumber => NextNumbers.Doubt(finding),
            RowRace.StateChange => SameEnd.Of(hazard, context.Flow),
            _ => null,
        };
    }

    /// <summary>A lock of this process from the load to the change.</summary>
    private static Answer? ProcessLock(RowFinding finding, RuleContext context)
    {
        var read = finding.Read.ReadIndex;
        if (read < 0 || read >= finding.Write.HeldSince.Length) return null;
        foreach (var guard in context.Flow.GuardsIn(finding.Write.HeldSince[read]))
            if (guard.Kind == GuardKind.Exclusive) return new("the lock reaches no further than this process", guard.Acquisition.Syntax.GetLocation());
        return null;
    }
}
