using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Safety.Harmless;

/// <summary>What the outcome of a decision says of what was read: it was there, it was not, or something else.</summary>
internal static class Findings
{
    /// <summary>True when a read found something if the decision falls like this, false when it found nothing, null when it says neither.</summary>
    public static bool? SaysPresent(Decision decision, Access read) =>
        Says(decision.Sym, read) is { } present ? present == decision.WhenTrue : AsksForElement(decision.Sym, read) ? null : !IsMissing(decision.Condition, decision.WhenTrue, read, decision.Sym);

    /// <summary>The decision falls like this when the read found nothing.</summary>
    public static bool SaysMissing(Decision decision, Access read) => SaysPresent(decision, read) == false;

    /// <summary>The decision falls like this when the entry is in the state that the code waits for: equal to a constant, or so much older than now.</summary>
    public static bool SaysExpected(Decision decision) => IsExpected(decision.Condition, decision.WhenTrue);

    /// <summary>The decision falls like this when the entry is not yet what that write makes it.</summary>
    public static bool SaysNotYet(Decision decision, Sym written) =>
        decision.Sym is { Kind: SymKind.Pure, Head: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, Parts: { Length: 2 } sides } comparison
        && decision.WhenTrue == comparison.Head is BinaryOperatorKind.NotEquals && sides.Contains(written);

    /// <summary>What was read is a time, and that is long ago.</summary>
    public static bool SaysOld(Decision decision) => Branches.Unwrap(decision.Condition) is IBinaryOperation comparison && (IsTime(comparison.LeftOperand) || IsTime(comparison.RightOperand));

    private static bool IsExpected(IOperation? condition, bool outcome) => Branches.Unwrap(condition) switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => IsExpected(not.Operand, !outcome),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison =>
            outcome == (comparison.OperatorKind == BinaryOperatorKind.Equals) && (IsState(comparison.RightOperand) || IsState(comparison.LeftOperand)),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual } comparison =>
            IsTime(comparison.LeftOperand) || IsTime(comparison.RightOperand),
        IIsPatternOperation { Pattern: IConstantPatternOperation { Value: var value } } => outcome && IsState(value),
        IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value: var value } } } => !outcome && IsState(value),
        _ => false,
    };

    private static bool IsState(IOperation operation) => Branches.Unwrap(operation) is { ConstantValue: { HasValue: true, Value: not (null or bool or "") } };

    private static bool IsTime(IOperation operation) => Branches.Unwrap(operation)?.Type?.Name is "DateTime" or "DateTimeOffset" or "TimeSpan";

    /// <summary>By value: true when a condition that holds means that the entry is there, false when it means that it is missing.</summary>
    private static bool? Says(Sym? condition, Access read)
    {
        if (condition is not { Kind: SymKind.Pure }) return null;
        if (ReferenceEquals(condition.Head, read)) return read.Kind is AccessKind.Check or AccessKind.Read ? true : null;
        return condition.Head switch
        {
            UnaryOperatorKind.Not => !Says(condition.Parts[0], read),
            OperationKind.IsNull => IsResult(condition.Parts[0], read) ? false : null,
            BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals when condition.Parts[1] == Sym.Null && IsResult(condition.Parts[0], read) => condition.Head is BinaryOperatorKind.NotEquals,
            _ => null,
        };
    }

    private static bool IsResult(Sym value, Access read) => value.Kind == SymKind.Result && ReferenceEquals(value.Head, read);

    /// <summary>By shape: what was made of the value that was read may be asked too.</summary>
    private static bool? IsMissing(IOperation? condition, bool outcome, Access read, Sym? value)
    {
        switch (Branches.Unwrap(condition))
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return IsMissing(not.Operand, !outcome, read, Negated(value));
            case IIsNullOperation nothing:
                return IsPart(nothing.Operand) ? null : outcome;
            case IIsPatternOperation match:
                return !IsPart(match.Value) && OfPattern(match.Pattern) is { } missing ? missing == outcome : null;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison:
                var other = IsNothing(comparison.RightOperand) ? comparison.LeftOperand : IsNothing(comparison.LeftOperand) ? comparison.RightOperand : null;
                var equal = outcome == (comparison.OperatorKind == BinaryOperatorKind.Equals);
                if (other is not null) return IsPart(other) ? null : equal;
                return Truth(comparison.RightOperand) is { } truth ? IsMissing(comparison.LeftOperand, equal == truth, read, null) : null;
            case IInvocationOperation { TargetMethod.Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace", Arguments: { Length: 1 } arguments }:
                return IsPart(arguments[0].Value) ? null : outcome;
            case IPropertyReferenceOperation { Property.Name: "IsNull" or "IsNullOrEmpty" }:
                return outcome;
            case IPropertyReferenceOperation { Property.Name: "HasValue" }:
                return !outcome;
            case IInvocationOperation call when IsBoolean(call.TargetMethod.ReturnType):
                return call.Syntax == read.Operation.Syntax || AsksForMember(call, read) ? !outcome : null; // any other call asks something about what was found
            case ILocalReferenceOperation or IFlowCaptureReferenceOperation when condition is { Type.SpecialType: SpecialType.System_Boolean }:
                return Says(value, read) is { } present ? present != outcome : IsAnswer(value) ? !outcome : null;
            default:
                return null;
        }
    }

    /// <summary>A member of what was found: that it is empty says nothing of the entry.</summary>
    private static bool IsPart(IOperation operation) =>
        Branches.Unwrap(operation) is IPropertyReferenceOperation { Property: { IsIndexer: false, Name: not ("Value" or "Result") }, Instance: not (null or IInstanceReferenceOperation) } or IFieldReferenceOperation { Instance: not (null or IInstanceReferenceOperation) };

    /// <summary>One element is looked for in the collection that was found: that it is not there says nothing of the entry, which is the whole collection.</summary>
    private static bool AsksForElement(Sym? condition, Access read) =>
        read.Spec.Shape is "" or RedisTable.String && read.Place.Store is StoreKind.MemoryCache or StoreKind.DistributedCache or StoreKind.Redis && condition is { Kind: SymKind.Pure } && condition.Parts.Any(IsElement);

    private static bool IsElement(Sym value) => value is { Kind: SymKind.Opaque, Head: IInvocationOperation { TargetMethod.Name: "FirstOrDefault" or "SingleOrDefault" or "LastOrDefault" or "Find" or "FindLast" or "ElementAtOrDefault" or "GetValueOrDefault" } };

    /// <summary>Whether something is among the members that were read: the question that the store could have answered itself.</summary>
    private static bool AsksForMember(IInvocationOperation call, Access read) =>
        call.TargetMethod.Name is "Any" or "Contains" or "ContainsKey" or "Exists" && read.Spec.Shape is RedisTable.List or RedisTable.Set or RedisTable.SortedSet or RedisTable.Hash;

    /// <summary>Nothing that was computed: what the read itself said, perhaps in a helper.</summary>
    private static bool IsAnswer(Sym? value) => value is not { Kind: SymKind.Pure } or { Head: Access };

    private static Sym? Negated(Sym? value) => value is { Kind: SymKind.Pure, Head: UnaryOperatorKind.Not, Parts: { Length: 1 } parts } ? parts[0] : null;

    private static bool? OfPattern(IPatternOperation pattern) => pattern switch
    {
        INegatedPatternOperation negated => !OfPattern(negated.Pattern),
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null or "" } } => true,
        IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } either => OfPattern(either.LeftPattern) is { } left && OfPattern(either.RightPattern) == left ? left : null,
        IBinaryPatternOperation both => OfPattern(both.LeftPattern) is { } first && OfPattern(both.RightPattern) is { } second && first == second ? first : null,
        IDeclarationPatternOperation or IRecursivePatternOperation or ITypePatternOperation => false,
        _ => null,
    };

    /// <summary>What stands for "no value": null, default, <c>RedisValue.Null</c>.</summary>
    private static bool IsNothing(IOperation operation) =>
        Branches.Unwrap(operation) is { } value
        && (value is IDefaultValueOperation || value.ConstantValue is { HasValue: true, Value: null } || value is IPropertyReferenceOperation { Property.Name: "Null" or "EmptyString" });

    private static bool? Truth(IOperation operation) => Branches.Unwrap(operation)?.ConstantValue is { HasValue: true, Value: bool truth } ? truth : null;

    private static bool IsBoolean(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_Boolean
        || type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments.Length: 1 } task && task.TypeArguments[0].SpecialType == SpecialType.System_Boolean;
}
