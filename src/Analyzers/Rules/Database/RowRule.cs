using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Reporting;

namespace RaceSafe.Analyzers.Rules.Database;

/// <summary>
/// A rule about one kind of race on rows. Arguments of its message: 0 table and column, 1 line of the read, 2 line of the save,
/// 3 a clause about the guard that was seen, 4 the call that saves.
/// </summary>
internal abstract class RowRule : Rule
{
    private readonly DiagnosticDescriptor _likely;

    protected RowRule(string id, string title, string message, string description)
        : base(id, title, message, description) => _likely = RuleDescriptor.Create(id, title, message, description, Certainty.Likely);

    public sealed override ImmutableArray<DiagnosticDescriptor> Variants => ImmutableArray.Create(_likely);

    public override void Examine(RuleContext context)
    {
        foreach (var finding in context.Rows)
            if (Claims(finding)) Report(finding, context);
    }

    /// <summary>The finding is of this rule's kind.</summary>
    protected abstract bool Claims(RowFinding finding);

    /// <summary>Whether a report is a warning.</summary>
    protected virtual bool IsSure(RowFinding finding) => finding.Outcome is Outcome.Racy or Outcome.WeakTransaction;

    private void Report(RowFinding finding, RuleContext context)
    {
        var handoff = FixHandoff.None.At(FixRoles.Read, finding.Read.Syntax.GetLocation());
        if (finding.Guard?.Where is { IsInSource: true } guard) handoff = handoff.At(FixRoles.Guard, guard);
        handoff = RowFixes.Offer(handoff.At(FixRoles.Related, finding.Save.Syntax.GetLocation()), finding, context);
        context.Report(
            IsSure(finding) ? Descriptor : _likely, finding.Write, handoff,
            finding.Subject, Names.LineOfCall(finding.Read), Names.LineOfCall(finding.Save), finding.Remark, Name(finding.Save));
    }

    private static string Name(Access save) => save.Source.Operation is Microsoft.CodeAnalysis.Operations.IInvocationOperation call ? call.TargetMethod.Name : "the save";
}
