using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Source;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Options;
using RaceSafe.Analyzers.Safety.Confined;
using RaceSafe.Analyzers.Safety.Databases;
using RaceSafe.Analyzers.Safety.Evidence;
using RaceSafe.Analyzers.Safety.Guarded;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Safety;

/// <summary>The questions a rule asks before it speaks, in the order in which they are cheap.</summary>
internal sealed class SafetyQuestions(Compilation compilation, Sharing sharing, Confinement confinement, Guards guards, SingleCaller callers, DatabaseSafety databases)
{
    public static SafetyQuestions For(FlowContext context, OptionReader options)
    {
        var compilation = context.Compilation;
        var types = new SharedTypes(new(compilation, context.Trees), context.Trees);
        var uses = new MemberUses(compilation);
        var mentions = new Mentions(compilation, context.Trees);
        var ways = new WaysIn(compilation, mentions);
        var sharing = new Sharing(context, types, uses, new(compilation), new(compilation, context.Types, mentions), new(uses), ways, new(compilation, uses), new(compilation, context.Trees), new(), options);
        var guards = new Guards(new(compilation), new(compilation, Reach.EveryProcess), types);
        return new(compilation, sharing, new(ways, types), guards, new(compilation, types, mentions), new(context));
    }

    public Sharing Sharing { get; } = sharing;

    public Guards Guards { get; } = guards;

    public DatabaseSafety Databases { get; } = databases;

    /// <summary>The first reason found why a hazard is harmless; null when there is none.</summary>
    public Answer? WhySilent(MethodFlow flow, IMethodSymbol method, Hazard hazard)
    {
        if (hazard.Write.Place.Store.ReachOf() == Reach.Process && confinement.Of(hazard.Write, method) is { } confined) return confined;
        if (Confinement.OfTest(method) is { } test) return test;
        if (OneWriter.Of(hazard, method, compilation) is { } writer) return writer;
        if (Sharing.Of(hazard.Write, method) is null) return new("nothing shows that two callers can be there at once", null);
        if (Guards.Around(flow, hazard) is { } guard) return guard;
        if (hazard.Write.Place.Store.ReachOf() != Reach.Process) return null;
        return AuthorsNote.On(hazard.Write, method) ?? (hazard.Write.Frame.Run == LambdaRun.Body ? callers.Of(method) : null);
    }
}
