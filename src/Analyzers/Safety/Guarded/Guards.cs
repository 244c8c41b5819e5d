using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Locks;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Safety.Evidence;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Safety.Guarded;

/// <summary>Is read-to-write one step, because a guard is held from one to the other?</summary>
internal sealed class Guards(Callers callers, Callers callersOfShared, SharedTypes types)
{
    /// <summary>The guard that makes a hazard harmless, or null.</summary>
    public Answer? Around(MethodFlow flow, Hazard hazard)
    {
        foreach (var guard in flow.GuardsIn(HeldBetween(hazard)))
            if (guard.Kind == GuardKind.Exclusive && Reaches(guard) >= hazard.Write.Place.Store.ReachOf() && !IsOwn(guard, flow, hazard.Write))
                return new($"'{guard.Token}' is held from the read to the write", guard.Acquisition.Syntax.GetLocation());
        if (CheckedAgain(flow, hazard) is { } again) return again;
        if (ClaimedKeys.Around(flow, hazard) is { } claimed) return claimed;
        if (Transactions.Condition(flow, hazard.Write) is { } condition) return condition;
        if (hazard.Write.Place.Store.ReachOf() != Reach.Process) return flow.Method is { } inner ? callersOfShared.HoldLock(inner) : null;
        if (OneAtATime.Gate(hazard.Write.Operation.Syntax) is { } gate && OneAtATime.Gate(hazard.Read.Operation.Syntax) == gate && !IsOfObject(gate, hazard.Write))
            return new("one thread gets through at a time", gate.GetLocation());
        if (OnRequest(hazard) is { } request) return new("the lock is taken unless the caller says that it has it", request.GetLocation());
        return flow.Method is { } method ? callers.HoldLock(method) : null;
    }

    /// <summary>Guards held from the read to the write, as bits.</summary>
    public static uint HeldBetween(Hazard hazard)
    {
        // Whose object it is does not change: what counts is that nobody else changes it at the same time.
        if (hazard.Pattern == HazardPattern.ChangedInPlace || ReferenceEquals(hazard.Read, hazard.Write)) return hazard.Write.Held;
        var read = hazard.Read.ReadIndex;
        return read >= 0 && read < hazard.Write.HeldSince.Length ? hazard.Write.HeldSince[read] : 0;
    }

    /// <summary>
    /// Every caller has a lock of its own: it is made in this very method, or it belongs to an object that lives as long as one request, and what it
    /// stands around is static.
    /// </summary>
    private bool IsOwn(HeldGuard guard, MethodFlow flow, Access write)
    {
        if (guard.Token is { Kind: SymKind.Fresh, Head: IObjectCreationOperation { Type.Name: "Object" or "Lock" or "SemaphoreSlim" } made }) return write.Frame.Encloses(made.Syntax.GetLocation());
        return guard.Token is { Kind: SymKind.Member, Root.Kind: SymKind.This } && (write.Place.Store == StoreKind.Field ? write.Place.Container : write.Holder) is var holder && (holder is null || holder.Root.MemberSymbol is { IsStatic: true })
            && flow.Method is { } method && types.IsOfOneRequest(method.ContainingType);
    }

    /// <summary>Each object lets one thread in, and what is changed belongs to all of them.</summary>
    private static bool IsOfObject(SyntaxNode gate, Access write) =>
        write.Member is { IsStatic: true } && write.Frame.Graph.OriginalOperation.SemanticModel is { } model && ReferenceEquals(model.SyntaxTree, gate.SyntaxTree)
        && gate.DescendantNodes().OfType<ArgumentSyntax>().Any(argument => argument.RefKindKeyword.IsKind(SyntaxKind.RefKeyword) && model.GetSymbolInfo(argument.Expression).Symbol is IFieldSymbol { IsStatic: false });

    /// <summary>Read and write stand behind <c>if (acquireLock) Monitor.Enter(…)</c>, where a parameter decides.</summary>
    private static SyntaxNode? OnRequest(Hazard hazard)
    {
        if (hazard.Write.Frame.Graph.OriginalOperation.SemanticModel is not { } model || !ReferenceEquals(model.SyntaxTree, hazard.Write.Operation.Syntax.SyntaxTree)) return null;
        return Callers.LockAround(model, hazard.Write.Operation.Syntax) is IfStatementSyntax { Condition: IdentifierNameSyntax asked } taken && model.GetSymbolInfo(asked).Symbol is IParameterSymbol
            && Callers.LockAround(model, hazard.Read.Operation.Syntax) == taken
            ? taken
            : null;
    }

    /// <summary>How far a guard reaches, to go by what is locked.</summary>
    public static Reach Reaches(HeldGuard guard) => DistributedLocks.Is(guard.Acquisition) ? Reach.EveryProcess : Reach.Process;

    /// <summary>The same location is looked at again under the lock that is held for the write: double-checked.</summary>
    private static Answer? CheckedAgain(MethodFlow flow, Hazard hazard)
    {
        if (hazard.Pattern is not (HazardPattern.CheckThenAct or HazardPattern.DroppedOutcome)) return null;
        foreach (var other in flow.ReadsIn(hazard.Write.ControlReads))
        {
            if (ReferenceEquals(other, hazard.Read) || other.Place.With(hazard.Write.Place) is not (Overlap.Same or Overlap.Container)) continue;
            foreach (var guard in flow.GuardsIn(HeldBetween(hazard with { Read = other })))
                if (guard.Kind == GuardKind.Exclusive && Reaches(guard) >= hazard.Write.Place.Store.ReachOf())
                    return new("it is checked again under the lock", other.Syntax.GetLocation());
        }

        return null;
    }
}
