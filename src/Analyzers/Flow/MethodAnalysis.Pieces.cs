using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Flow;

/// <summary>What is put together in several steps: a cache entry by the object that stands for it, a string by its handler.</summary>
internal sealed partial class MethodAnalysis
{
    /// <summary>An entry to be filled: it stands for its place.</summary>
    private FlowValue Open(AccessSpec spec, IInvocationOperation call, FlowState state)
    {
        var cache = call.Instance is null ? FlowValue.Of(Sym.Null) : Evaluate(call.Instance, state);
        var key = Evaluate(Argument(call.Arguments, spec.Key), state);
        return FlowValue.Of(Sym.Pure(call, ImmutableArray.Create(cache.Sym, key.Sym)));
    }

    /// <summary>What is put into an entry goes to the place where the entry was opened.</summary>
    private void Locate(Access access, Sym? entry)
    {
        if (entry is not { Head: IInvocationOperation opened, Parts: { Length: 2 } parts } || _context.Catalogue.Find(opened.TargetMethod) is not { OpensEntry: true } opening) return;
        access.Place = new(access.Place.Store, parts[0], parts[1], null);
        access.KeyOperation = Argument(opened.Arguments, opening.Key);
    }

    /// <summary>
    /// An interpolated string that a handler puts together, piece by piece: in the end it is the string that the same text would be without one.
    /// </summary>
    private FlowValue Append(IInvocationOperation append, FlowState state)
    {
        var slot = Sym.Slot(((IFlowCaptureReferenceOperation)append.Instance!).Id);
        var text = Lookup(slot, state, FlowValue.Of(Sym.Null));
        var parts = ImmutableArray.CreateBuilder<Sym>();
        foreach (var argument in append.Arguments)
        {
            var part = Evaluate(argument.Value, state);
            text = text.And(part);
            parts.Add(part.Sym);
        }

        var piece = Sym.Pure(append.TargetMethod.Name == "AppendLiteral" ? OperationKind.InterpolatedStringText : OperationKind.Interpolation, parts.ToImmutable());
        var before = text.Sym is { Kind: SymKind.Pure, Head: OperationKind.InterpolatedString } ? text.Sym.Parts : ImmutableArray<Sym>.Empty;
        text = text.As(Sym.Pure(OperationKind.InterpolatedString, before.Add(piece)));
        state.Set(slot, text);
        return text;
    }

    /// <summary>A string in the making, which goes by reference.</summary>
    private static bool IsInterpolated(IOperation value) => value is IFlowCaptureReferenceOperation { Type.Name: "DefaultInterpolatedStringHandler" };
}
