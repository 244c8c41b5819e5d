using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Flow;

/// <summary>The accesses that were seen, each once, with what holds at every visit.</summary>
internal sealed partial class MethodAnalysis
{
    /// <summary>The access of that operation; made on the first visit, found again on the next.</summary>
    private Access Note(AccessSpec spec, IOperation operation, object what, Access? imported, FlowState state)
    {
        if (_accesses.TryGetValue((operation, what), out var known) && known.Imported == imported) return known;
        var access = new Access(spec, operation, _frame, _block, imported);
        _accesses[(operation, what)] = access;
        _order.Add(access);
        if (!(spec.Kind.Reads() || spec.SaysHowMany) || _reads.Count == MaxReads) return access; // of one read too many, nothing is known: what it gives could have come from anywhere
        access.ReadIndex = _reads.Count;
        _reads.Add(access);
        return access;
    }

    /// <summary>The access happens in this state.</summary>
    private void Happens(Access access, FlowState state)
    {
        access.Held &= state.Held;
        access.Passed |= state.Passed;
        var since = state.HeldSinceSnapshot(_reads.Count);
        for (var i = 0; i < Math.Min(since.Length, access.HeldSince.Length); i++) since[i] &= access.HeldSince[i];
        access.HeldSince = since;
        access.AwaitedSince |= state.Awaited;
        state.Read(access.ReadIndex);
    }

    /// <summary>The reads that decide whether the access happens.</summary>
    private ulong ControlReads(Access access)
    {
        var reads = ControlReads(access.Frame, access.Block) | access.InnerControl;
        return _depth == 0 && access is { Kind: AccessKind.Mutate, Place.Store: StoreKind.Entity } ? reads | access.Passed : reads;
    }

    private static ulong ControlReads(FlowFrame frame, int block)
    {
        var reads = 0UL;
        foreach (var decision in frame.DecisionsFor(block)) reads |= decision.Origins;
        return reads;
    }

    /// <summary>Other code goes through a concurrent collection. What it makes of it is its own: the value is as before.</summary>
    private FlowValue Enumerated(IConversionOperation conversion, FlowState state)
    {
        var value = Evaluate(conversion.Operand, state);
        if (conversion.Operand.Type is { } type && _context.Catalogue.Knows(type))
        {
            var read = Note(s_enumeration, conversion, "enumeration", null, state);
            read.Place = new(StoreKind.ConcurrentCollection, value.Sym, null, null);
            read.ContainerOperation = conversion.Operand;
            Happens(read, state);
        }

        return value;
    }
}
