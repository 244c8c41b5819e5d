using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Cache;

/// <summary>
/// Writes that take nothing from what was read before, and still rely on it: a count that is handed on and starts again at zero, an entry that is
/// written either way, where only the first is told of. GETSET and the answer of HSET say in the same step what was there.
/// </summary>
internal static class Overwrites
{
    public static IEnumerable<Hazard> In(MethodFlow flow)
    {
        foreach (var write in flow.Accesses)
        {
            if (write.Kind != AccessKind.Write || !CacheRaces.IsCache(write) || write.Imported is not null || write.ResultIsUsed || write.IsConditional) continue;
            foreach (var read in flow.Reads)
            {
                if (read.Kind is not (AccessKind.Read or AccessKind.Check) || read.ReadIndex >= write.HeldSince.Length || !ReferenceEquals(read.Frame, write.Frame)) continue;
                if (read.Place.With(write.Place) != Overlap.Same || (write.Value.Origins & read.ReadBit) != 0) continue;
                if (Markers.IsZero(write.Value.Sym) && read.Kind == AccessKind.Read && IsHandedOn(read, write, flow)) yield return new(HazardPattern.CheckThenAct, read, write, Overlap.Same);
                var later = new Hazard(HazardPattern.UsedLater, read, write, Overlap.Same);
                if ((write.ControlReads & read.ReadBit) == 0 && Claims.Of(flow, later) is not null) yield return later;
            }
        }
    }

    /// <summary>A call is given what was counted so far, for what it does with it, before the count starts again.</summary>
    private static bool IsHandedOn(Access read, Access write, MethodFlow flow)
    {
        var (frame, carriers) = (write.Frame, Carriers.Of(read));
        foreach (var block in frame.Graph.Blocks)
        {
            if (block.Ordinal != write.Block && !Branches.Reachable(frame, block.Ordinal).Any(next => next.Ordinal == write.Block)) continue;
            foreach (var operation in block.Operations)
                if (Effects.Of(operation, flow) is { } call && call.Syntax.SpanStart < write.Operation.Syntax.SpanStart && call.Arguments.Any(argument => carriers.Reach(argument.Syntax))) return true;
        }

        return false;
    }
}
