using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Safety.Harmless;

/// <summary>Values that say nothing but "somebody was here": constants, the time, a new id.</summary>
internal static class Markers
{
    public static bool Is(Sym? value) => value switch
    {
        { Kind: SymKind.Constant, Head: not null } => true,
        { Kind: SymKind.Opaque, Head: IOperation origin } => IsMoment(origin),
        { Kind: SymKind.Member, Head: IPropertySymbol { Name: "Now" or "UtcNow" or "Today", Type: { } time } } => IsTime(time), // a clock of the program's own
        { Kind: SymKind.Fresh, Head: IArrayCreationOperation { Initializer: { } items } } => items.ElementValues.All(item => item.ConstantValue.HasValue),
        { Kind: SymKind.Pure, Head: BinaryOperatorKind or IMethodSymbol, Parts: { Length: 2 } sum } when IsNow(sum[0]) => true, // so long from now
        { Kind: SymKind.Pure, Parts: { Length: > 0 } parts } => parts.All(part => Is(part) || part == Sym.Null) && parts.Any(Is),
        _ => false,
    };

    /// <summary>A counter's start.</summary>
    public static bool IsNumber(Sym? value) =>
        value is { Kind: SymKind.Constant, Head: int or long or short or uint or ulong or double or decimal or "0" }
        || (value is { Kind: SymKind.Pure, Parts: { Length: 1 } parts } && IsNumber(parts[0]));

    /// <summary>A counter that starts again.</summary>
    public static bool IsZero(Sym? value) =>
        value is { Kind: SymKind.Constant, Head: 0 or 0L or 0.0 or "0" } || (value is { Kind: SymKind.Pure, Parts: { Length: 1 } parts } && IsZero(parts[0]));

    /// <summary>A small value that came with the call, or that the object knows: a name, an id, a token.</summary>
    public static bool IsIdentity(Sym? value) => value switch
    {
        { Kind: SymKind.Parameter, Head: IParameterSymbol parameter } => IsSmall(parameter.Type),
        { Kind: SymKind.Member, Head: IParameterSymbol kept } => IsSmall(kept.Type), // of a primary constructor
        { Kind: SymKind.Member, Head: IFieldSymbol field } => IsSmall(field.Type),
        { Kind: SymKind.Member, Head: IPropertySymbol property } => IsSmall(property.Type),
        { Kind: SymKind.Pure, Parts: { Length: 1 } parts } => IsIdentity(parts[0]) || Is(parts[0]),
        _ => false,
    };

    /// <summary>No two calls give the same: an id, a random number, the next of a counter.</summary>
    public static bool IsUnique(Sym? value) => value switch
    {
        { Kind: SymKind.Result, Head: Access { Kind: AccessKind.Update, Spec.Store: StoreKind.Field } } => true,
        { Kind: SymKind.Opaque, Head: IOperation origin } => IsUnique(origin),
        { Kind: SymKind.Pure } => value.Parts.Any(IsUnique),
        _ => false,
    };

    /// <summary>The same of an expression.</summary>
    public static bool IsUnique(IOperation? value) => value switch
    {
        IInvocationOperation { TargetMethod: { Name: "NewGuid" or "CreateVersion7", ContainingType.Name: "Guid" } } => true,
        IInvocationOperation { TargetMethod.ContainingType.Name: "Random" or "RandomNumberGenerator" } => true,
        IInvocationOperation { TargetMethod.Name: "ToString" or "ToBase64String" or "ToHexString", Instance: var instance, Arguments: var arguments } => IsUnique(instance) || (arguments.Length > 0 && IsUnique(arguments[0].Value)),
        IConversionOperation conversion => IsUnique(conversion.Operand),
        IBinaryOperation binary => IsUnique(binary.LeftOperand) || IsUnique(binary.RightOperand),
        _ => false,
    };

    private static bool IsNow(Sym value) => value is { Kind: SymKind.Opaque, Head: IOperation { Type: { } type } origin } && IsTime(type) && IsMoment(origin);

    private static bool IsTime(ITypeSymbol type) => type.Name is "DateTime" or "DateTimeOffset" or "DateOnly" or "Instant";

    private static bool IsSmall(ITypeSymbol type) =>
        type.SpecialType is SpecialType.System_String or SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Boolean || type.Name is "Guid" or "DateTime" or "DateTimeOffset" or "RedisValue";

    private static bool IsMoment(IOperation origin) => Branches.Unwrap(origin) switch
    {
        { Syntax: CollectionExpressionSyntax list } => list.Elements.All(element => element is ExpressionElementSyntax { Expression: LiteralExpressionSyntax }),
        IPropertyReferenceOperation { Property: { IsStatic: true, ContainingType.Name: "DateTime" or "DateTimeOffset" or "Environment" } } => true,
        IInvocationOperation { TargetMethod: { Name: "NewGuid" or "CreateVersion7" or "GetUtcNow" or "GetTimestamp" or "GetCurrentInstant" } } => true,
        IPropertyReferenceOperation { Property: { Name: "Now" or "UtcNow" or "Today", Type: { } time } } => IsTime(time),
        IInvocationOperation { TargetMethod: { Name: "GetBytes", ContainingType.Name: "Encoding" }, Arguments: { Length: 1 } arguments } => arguments[0].Value.ConstantValue.HasValue,
        IInvocationOperation { TargetMethod: { Name: "ToString" or "ToUnixTimeSeconds" or "ToUnixTimeMilliseconds" }, Instance: { } instance } => IsMoment(instance),
        _ => false,
    };
}
