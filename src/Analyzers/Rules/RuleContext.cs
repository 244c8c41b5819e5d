using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Options;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.Analyzers.Rules.Cache;
using RaceSafe.Analyzers.Rules.Database;
using RaceSafe.Analyzers.Safety;

namespace RaceSafe.Analyzers.Rules;

/// <summary>One method as a rule sees it: what it does, which hazards it has, whom to ask, and where to report.</summary>
internal sealed class RuleContext(
    MethodFlow flow, IMethodSymbol method, SafetyQuestions safety, RaceOptions options, Action<Diagnostic> report, CancellationToken cancellation)
{
    private readonly HashSet<(SyntaxTree, TextSpan)> _reported = [];
    private readonly List<Access> _updates = [];
    private readonly Dictionary<Hazard, Answer?> _answers = [];
    private ImmutableArray<Hazard>? _hazards;
    private ImmutableArray<RowFinding>? _rows;
    private IReadOnlyList<(CacheRace Race, Hazard Hazard)>? _cacheRaces;

    public MethodFlow Flow { get; } = flow;

    public IMethodSymbol Method { get; } = method;

    public SafetyQuestions Safety { get; } = safety;

    /// <summary>What the user has set for the file of the method.</summary>
    public RaceOptions Options { get; } = options;

    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>Reads with dependent writes, found when the first rule asks.</summary>
    public ImmutableArray<Hazard> Hazards => _hazards ??= HazardFinder.Find(Flow);

    /// <summary>Races on rows of a database, found when the first rule asks.</summary>
    public ImmutableArray<RowFinding> Rows => _rows ??= RowFindings.Of(this);

    /// <summary>Races on caches and on Redis, found when the first rule asks.</summary>
    public IReadOnlyList<(CacheRace Race, Hazard Hazard)> CacheRaces => _cacheRaces ??= [.. Cache.CacheRaces.In(this)];

    /// <summary>The reason why a hazard is harmless; null when it is not, and then there is evidence of sharing.</summary>
    public Answer? WhySilent(Hazard hazard)
    {
        if (_answers.TryGetValue(hazard, out var answer)) return answer;
        _answers[hazard] = answer = Safety.WhySilent(Flow, Method, hazard);
        if (answer is not null && Options.Trace)
            Report(Diagnostic.Create(OwnDescriptors.Quiet, hazard.Write.Operation.Syntax.GetLocation(), Names.Of(hazard.Write), Names.Line(hazard.Read), answer));
        return answer;
    }

    /// <summary>Why two callers can be there at once.</summary>
    public Answer? Sharing(Access write) => Safety.Sharing.Of(write, Method);

    /// <summary>
    /// A rule has already reported that write, or has reported the update of which this check is a part:
    /// <c>if (d.TryGetValue(k, out var v)) d[k] = v + 1; else d[k] = 1;</c> is one race.
    /// </summary>
    public bool IsReported(Hazard hazard)
    {
        if (_reported.Contains((hazard.Write.Operation.Syntax.SyntaxTree, hazard.Write.Operation.Syntax.Span))) return true;
        if (hazard.Pattern != HazardPattern.CheckThenAct) return false;
        foreach (var update in _updates)
            if (update.Place.With(hazard.Write.Place) == Overlap.Same) return true;
        return false;
    }

    /// <summary>Reports at a write, with the places of the handoff as additional locations. One diagnostic per write.</summary>
    public void Report(DiagnosticDescriptor descriptor, Access write, FixHandoff handoff, params object[] arguments)
    {
        _updates.Add(write);
        Report(descriptor, write.Operation.Syntax, handoff, arguments);
    }

    /// <summary>Reports at a node.</summary>
    public void Report(DiagnosticDescriptor descriptor, SyntaxNode node, FixHandoff handoff, params object[] arguments)
    {
        if (!_reported.Add((node.SyntaxTree, node.Span))) return;
        report(Diagnostic.Create(descriptor, node.GetLocation(), handoff.Locations, handoff.ToProperties(), arguments));
    }

    /// <summary>Reports what is no finding of a rule.</summary>
    public void Report(Diagnostic diagnostic) => report(diagnostic);
}
