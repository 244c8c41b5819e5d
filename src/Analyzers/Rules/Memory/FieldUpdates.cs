using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Calls;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Safety.Guarded;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Memory;

/// <summary>What counts as an update of a field: the new value is computed from the old one, or the old one decides about it.</summary>
internal static class FieldUpdates
{
    /// <summary><c>x++</c>, <c>x = x op y</c>, <c>if (v > x) x = v</c>, and <c>x ??= new()</c> of something that must not be there twice.</summary>
    public static bool Is(Hazard hazard)
    {
        if (hazard.Write.Spec.Store != StoreKind.Field || hazard.Overlap != Overlap.Same || hazard.Read.Spec is not { Store: StoreKind.Field, Kind: AccessKind.Read }) return false;
        if (hazard.Write.Kind != AccessKind.Write) return IsBlindInterlocked(hazard);
        if (hazard.Write.Source.Operation is IInvocationOperation && !hazard.Write.Place.IsElement) return false;
        return hazard.Pattern switch
        {
            HazardPattern.LostUpdate => !IsSameAgain(hazard) && !IsMadeHere(hazard.Read) && !IsFetched(hazard.Write) && !IsCoalesce(hazard.Write) && (!IsEmpty(hazard) || IsLostFill(hazard)),
            HazardPattern.CheckThenAct => hazard.Write.Imported is null && (IsExtreme(hazard) || IsLostFill(hazard)),
            _ => false,
        };
    }

    /// <summary>
    /// <c>Interlocked.Exchange(ref x, old - n)</c> writes over whatever came after the read; <c>CompareExchange(ref x, old + 1, old)</c> does nothing
    /// if something came, and nobody looks.
    /// </summary>
    private static bool IsBlindInterlocked(Hazard hazard) =>
        hazard.Pattern is HazardPattern.LostUpdate or HazardPattern.DroppedCompareAndSet or HazardPattern.DroppedOutcome
        && ((hazard.Write.Value.Origins & hazard.Read.ReadBit) != 0 || IsExtreme(hazard)) && hazard.Write.Imported is null && !IsSameAgain(hazard) && !IsOffered(hazard.Write);

    /// <summary><c>_ = Interlocked.CompareExchange(ref _current, mine, previous)</c>: an object is put there unless somebody else's is there by now.</summary>
    private static bool IsOffered(Access write) =>
        write.Operation is IInvocationOperation { TargetMethod.Name: "CompareExchange", Type.IsReferenceType: true, Parent: ISimpleAssignmentOperation { Target: IDiscardOperation } };

    /// <summary>It holds a collection: two of them are one too many only where somebody puts something in.</summary>
    public static bool IsCollection(ISymbol member) =>
        ((member as IFieldSymbol)?.Type ?? (member as IPropertySymbol)?.Type) is { } type && (Mutators.IsPlainCollection(type) || type.ContainingNamespace?.Name == "Concurrent");

    /// <summary>The value that was read is put back as it was.</summary>
    private static bool IsSameAgain(Hazard hazard) => hazard.Write.Value.Sym == hazard.Write.Place.Key;

    /// <summary>What is read is an object that this method has made and put there a moment ago: it goes on making it.</summary>
    private static bool IsMadeHere(Access read) => read.Imported is null && read.Value.Sym is { Kind: SymKind.Fresh } or { Kind: SymKind.Pure, Head: IMethodSymbol { MethodKind: MethodKind.Constructor } };

    /// <summary>
    /// A part of an answer from elsewhere: <c>_row = response.Row</c>. The field is a copy of what somebody else keeps; that the question was asked
    /// with the old copy does not make the answer an update of it.
    /// </summary>
    private static bool IsFetched(Access write) =>
        write.Value.Sym is { Kind: SymKind.Member, Root: { Kind: SymKind.Opaque, Head: IInvocationOperation { TargetMethod.ReturnType.Name: "Task" or "ValueTask" } } };

    /// <summary>The value that the old one was compared with, by order, is the one that is written: a maximum or minimum.</summary>
    private static bool IsExtreme(Hazard hazard)
    {
        if (hazard.Write.Value.Sym is not { Kind: not SymKind.Constant } written) return false;
        foreach (var decision in hazard.Write.Frame.DecisionsFor(hazard.Write.Block))
        {
            if ((decision.Origins & hazard.Read.ReadBit) == 0) continue;
            if (decision.Sym is not { Kind: SymKind.Pure, Head: BinaryOperatorKind and (BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual
                    or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual), Parts: { Length: 2 } sides }) continue;
            if (IsSame(sides[0], sides[1]) || IsSame(sides[1], sides[0])) return true;
        }

        return false;

        // the value itself, or the same of both: the longest name, the latest entry
        bool IsSame(Sym mine, Sym theirs) => theirs.Substitute(part => LimitChecks.IsRead(part, hazard) ? written : null) is var swapped && swapped != theirs && swapped == mine;
    }

    private static bool IsCoalesce(Access write) => write.Syntax.IsKind(SyntaxKind.CoalesceAssignmentExpression);

    /// <summary>The write only happens where there was nothing, hence nothing to lose, although the value that was read is on its way to it.</summary>
    private static bool IsEmpty(Hazard hazard)
    {
        foreach (var decision in hazard.Write.Frame.DecisionsFor(hazard.Write.Block))
            if (NullTests.SaysNothing(decision.Condition, decision.WhenTrue) && (decision.Sym?.Parts.Any(part => LimitChecks.IsRead(part, hazard)) == true || (hazard.Write.Place.IsElement && (decision.Origins & hazard.Read.ReadBit) != 0))) return true;
        return false;
    }

    private static bool IsLostFill(Hazard hazard) => IsFill(hazard) && (LosesTheOther(hazard.Write) || IsLockedLate(hazard));

    /// <summary>It happens because there was nothing.</summary>
    private static bool IsFill(Hazard hazard)
    {
        foreach (var decision in hazard.Write.Frame.DecisionsFor(hazard.Write.Block))
            if ((decision.Origins & hazard.Read.ReadBit) != 0 && decision.Sym?.Parts.Contains(hazard.Write.Place.Key!) == true && NullTests.SaysNothing(decision.Condition, decision.WhenTrue)) return true;
        return false;
    }

    /// <summary>The lock is taken after the check: all who were waiting for it make one, one after the other. A table that is filled entry by entry is a cache.</summary>
    private static bool IsLockedLate(Hazard hazard) => !hazard.Write.Place.IsElement && ReferenceEquals(hazard.Read.Frame, hazard.Write.Frame) && (hazard.Write.Held & ~Guards.HeldBetween(hazard)) != 0 && hazard.Write.Value.Sym != Sym.Null;

    /// <summary>Two callers that each create one end up with different objects, and what one puts into its own is lost.</summary>
    private static bool LosesTheOther(Access write)
    {
        var value = Stored(write);
        if (Markers.IsUnique(value)) return true;
        var created = value is IObjectCreationOperation ? value.Type : value?.Syntax is CollectionExpressionSyntax ? (write.ContainerOperation as IMemberReferenceOperation)?.Type : null;
        return created is INamedTypeSymbol type && (IsOnlyOne(type, write.Member) || Mutators.IsPlainCollection(type) || type.SpecialType == SpecialType.System_Object
            || type.ContainingNamespace?.Name == "Concurrent"
            || type.Name is "TaskCompletionSource" or "SemaphoreSlim" or "Lock" or "ReaderWriterLockSlim" or "CancellationTokenSource" or "ManualResetEventSlim" or "AutoResetEvent");
    }

    /// <summary>What is stored, there or by the name that it got in the statement before.</summary>
    private static IOperation? Stored(Access write)
    {
        var value = write.ValueOperation;
        while (value is IConversionOperation or ISimpleAssignmentOperation) value = value is ISimpleAssignmentOperation named ? named.Value : ((IConversionOperation)value).Operand;
        if (value is not ILocalReferenceOperation || write.Value.Sym is not { Kind: SymKind.Fresh, Head: IObjectCreationOperation { Initializer: null } made }) return value;
        return made.Syntax.FirstAncestorOrSelf<StatementSyntax>()?.Span.End is { } end && write.Syntax.FirstAncestorOrSelf<StatementSyntax>()?.GetFirstToken().GetPreviousToken().Span.End == end ? made : value;
    }

    /// <summary>The type keeps its only object in a static member of its own and lets nobody else make one, and objects of it have a state.</summary>
    private static bool IsOnlyOne(INamedTypeSymbol type, ISymbol? member)
    {
        if (member is not { IsStatic: true } || !SymbolEqualityComparer.Default.Equals(member.ContainingType, type) || type.InstanceConstructors.Any(constructor => constructor.DeclaredAccessibility != Accessibility.Private)) return false;
        foreach (var part in type.GetMembers())
            if (part is IFieldSymbol { IsStatic: false } state && (!state.IsReadOnly || IsCollection(state))) return true;
        return false;
    }
}
