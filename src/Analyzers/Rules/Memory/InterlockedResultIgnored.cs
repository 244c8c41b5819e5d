using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Memory;

/// <summary>RACE1013: the result of an Interlocked update is dropped, and the field is read again as if that were the result.</summary>
internal sealed class InterlockedResultIgnored() : Rule(
    "RACE1013",
    "Result of an Interlocked update is ignored and the field read again",
    "Another thread can change '{0}' between the update on line {1} and this read; two callers can see the same value, or both miss it",
    "An Interlocked update returns the value that it made. Reading the field again gives what is there by then, which may be another thread's.")
{
    public override void Examine(RuleContext context)
    {
        foreach (var update in context.Flow.Accesses)
        {
            if (update.Spec is not { Store: StoreKind.Field, Kind: AccessKind.Update or AccessKind.CompareAndSet }) continue;
            if (update.Imported is not null || update.ResultIsUsed || update.Operation.Syntax.Parent is not ExpressionStatementSyntax statement) continue;
            if (update.Kind == AccessKind.CompareAndSet && update.Operation.Type?.IsReferenceType != false) continue;
            if (Next(statement) is not { } next || Examine(context, update, statement, next)) continue;
            if (Returned(context, update, statement) is { } returned && context.WhySilent(new(HazardPattern.CheckThenAct, update, returned, Overlap.Same)) is null)
                context.Report(Descriptor, returned.Syntax, FixHandoff.None.At(FixRoles.Read, statement.Expression.GetLocation()), returned.Syntax.ToString(), Names.Line(update));
        }

        foreach (var (update, read) in AfterLock(context.Flow))
            if (context.WhySilent(new(HazardPattern.CheckThenAct, update, read, Overlap.Same)) is null) context.Report(Descriptor, read.Syntax, FixHandoff.None, read.Syntax.ToString(), Names.Line(update));
    }

    /// <summary>The same with a lock in place of Interlocked: <c>lock (_gate) { _last++; } return _last;</c></summary>
    private static IEnumerable<(Access Update, Access Read)> AfterLock(MethodFlow flow)
    {
        foreach (var update in flow.Accesses)
        {
            if (update is not { Imported: null, Spec.Store: StoreKind.Field, Kind: AccessKind.Write, Operation: IIncrementOrDecrementOperation or ICompoundAssignmentOperation }) continue;
            if (update.Operation.Syntax.FirstAncestorOrSelf<LockStatementSyntax>() is not { } locked || Next(locked) is not ReturnStatementSyntax result) continue;
            foreach (var read in flow.Reads)
                if (read is { Imported: null, Kind: AccessKind.Read, Held: 0 } && result.Span.Contains(read.Syntax.Span) && read.Place.With(update.Place) == Overlap.Same) yield return (update, read);
        }
    }

    private bool Examine(RuleContext context, Access update, ExpressionStatementSyntax statement, StatementSyntax next)
    {
        var handoff = FixHandoff.None.At(FixRoles.Read, statement.Expression.GetLocation());
        Access? first = null;
        foreach (var read in context.Flow.Accesses)
        {
            if (read.Spec is not { Store: StoreKind.Field, Kind: AccessKind.Read } || read.Imported is not null || read.Frame != update.Frame) continue;
            if (read.Place.With(update.Place) != Overlap.Same || !Head(next).Contains(read.Syntax.Span) || Logs.IsIn(read.Syntax)) continue;
            if (context.WhySilent(new(HazardPattern.CheckThenAct, update, read, Overlap.Same)) is not null) return true;
            handoff = handoff.At(FixRoles.Related, read.Syntax.GetLocation());
            first ??= read;
        }

        if (first is null) return false;
        if (update.Kind == AccessKind.Update) handoff = handoff.Offer(FixActions.UseReturnedValue);
        context.Report(Descriptor, first.Syntax, handoff, first.Syntax.ToString(), Names.Line(update));
        return true;
    }

    /// <summary>The block ends with nothing but the field as the method's result, and does not change it again before that.</summary>
    private static Access? Returned(RuleContext context, Access update, ExpressionStatementSyntax statement)
    {
        if (statement.Parent is not BlockSyntax { Statements: var siblings } || siblings.Last() is not ReturnStatementSyntax { Expression: { } result }) return null;
        Access? found = null;
        foreach (var access in context.Flow.Accesses)
        {
            if (access.Operation.Syntax.SpanStart <= statement.Span.End || access.Place.With(update.Place) != Overlap.Same) continue;
            if (access.Kind.Writes()) return null;
            if (access.Syntax == result && access.Imported is null && access.Frame == update.Frame) found = access;
        }

        return found;
    }

    /// <summary>The part of a statement that always runs: not the body of a loop, but the condition of a branch.</summary>
    private static Microsoft.CodeAnalysis.Text.TextSpan Head(StatementSyntax statement) => statement switch
    {
        IfStatementSyntax branch => branch.Condition.Span,
        SwitchStatementSyntax choice => choice.Expression.Span,
        ReturnStatementSyntax or LocalDeclarationStatementSyntax or ExpressionStatementSyntax or ThrowStatementSyntax => statement.Span,
        _ => default,
    };

    private static StatementSyntax? Next(StatementSyntax statement)
    {
        var siblings = statement.Parent switch
        {
            BlockSyntax block => block.Statements,
            SwitchSectionSyntax section => section.Statements,
            _ => default,
        };
        var index = siblings.IndexOf(statement);
        return index >= 0 && index + 1 < siblings.Count ? siblings[index + 1] : null;
    }
}
