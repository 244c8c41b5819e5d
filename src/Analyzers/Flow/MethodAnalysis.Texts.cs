using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RaceSafe.Analyzers.Flow;

/// <summary>Text that is put together piece by piece: what a <c>StringBuilder</c> holds, for as long as every piece is known.</summary>
internal sealed partial class MethodAnalysis
{
    private static Sym TextIn(Sym builder) => Sym.Pure("text in", builder);

    private static bool IsBuilder(ITypeSymbol? type) => type is { Name: "StringBuilder", ContainingNamespace.Name: "Text" };

    /// <summary><c>new StringBuilder("…")</c></summary>
    private static void StartText(IObjectCreationOperation creation, FlowState state)
    {
        if (!IsBuilder(creation.Type)) return;
        var text = creation.Arguments.Length > 0 && creation.Arguments[0] is { Parameter.Type.SpecialType: SpecialType.System_String, Value.ConstantValue: { HasValue: true, Value: string given } } ? given : "";
        var isKnown = creation.Arguments.Length == 0 || text.Length > 0 || creation.Arguments[0].Parameter?.Type.SpecialType != SpecialType.System_String;
        state.Set(TextIn(Sym.Fresh(creation)), FlowValue.Of(isKnown ? Sym.Constant(text) : Sym.Opaque(creation)));
    }

    /// <summary><c>Append</c> gives the builder with one piece more, <c>ToString</c> the text.</summary>
    private static FlowValue Build(IInvocationOperation call, Sym builder, IReadOnlyList<Sym> parts, FlowValue value, FlowState state)
    {
        if (!state.TryGet(TextIn(builder), out var text)) return value;
        switch (call.TargetMethod.Name)
        {
            case "ToString":
                return value.As(call.Arguments.Length == 0 ? text.Sym : Sym.Opaque(call));
            case "Append" or "AppendLine" when call.Arguments.Length == 0 || (call.Arguments.Length == 1 && call.Arguments[0].Parameter?.Type.SpecialType == SpecialType.System_String):
                var joined = call.Arguments.Length == 0 ? text.Sym : Joined(text.Sym, parts[1]);
                state.Set(TextIn(builder), FlowValue.Of(call.TargetMethod.Name == "AppendLine" ? Joined(joined, Sym.Constant("\n")) : joined));
                return value.As(builder);
            default:
                state.Set(TextIn(builder), FlowValue.Of(Sym.Opaque(call)));
                return IsBuilder(call.Type) ? value.As(builder) : value;
        }
    }

    /// <summary>Two constants are one, so that a long chain stays shallow.</summary>
    private static Sym Joined(Sym left, Sym right) => left is { Kind: SymKind.Constant, Head: string first } && right is { Kind: SymKind.Constant, Head: string second }
        ? Sym.Constant(first + second)
        : Sym.Pure(BinaryOperatorKind.Add, System.Collections.Immutable.ImmutableArray.Create(left, right));
}
