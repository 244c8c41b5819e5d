using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.Analyzers.Rules.Database.ChangedRows;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database;

/// <summary>RACE3011: a delegate that is run again on failure changes an object that was loaded outside of it.</summary>
internal sealed class RetriedChange() : Rule(
    "RACE3011",
    "Retried delegate repeats a change",
    "'{0}' was loaded on line {1}, outside of the delegate that '{2}' runs again on failure; a second run applies the change twice",
    "The object keeps what the failed run did to it. Load it inside of the delegate, from a context that has forgotten the run before, or give the operation an id.")
{
    private static readonly DiagnosticDescriptor s_repeated = RuleDescriptor.Create(
        "RACE3011",
        "Retried delegate repeats a change",
        "'{0}' is computed from its old value in a delegate that '{1}' runs again on failure; when only the reply was lost, the change is made twice",
        "A statement whose reply was lost may have been carried out. Give the operation an id that is written with it, so that the second run finds it done.",
        Certainty.Likely);

    public override ImmutableArray<DiagnosticDescriptor> Variants => ImmutableArray.Create(s_repeated);

    public override void Examine(RuleContext context)
    {
        foreach (var write in context.Flow.Accesses)
        {
            if (write.Imported is not null || Repeated(write) is not { } column || Retry(write.Frame)?.Site is not IInvocationOperation retry || BeginsTransaction(retry) || RaceSafe.Analyzers.Safety.Databases.DatabaseConfinement.SetUp(context.Method) is not null) continue;
            context.Report(s_repeated, write, FixHandoff.None, column, retry.TargetMethod.Name);
        }

        foreach (var hazard in context.Hazards)
        {
            var write = hazard.Write;
            if (write is not { Kind: AccessKind.Mutate, Place.Store: StoreKind.Entity, Imported: null } || Relative.Kind(hazard) != RowRace.RelativeChange) continue;
            if (write.Place.Container?.Root.Head is not Access load || Retry(write.Frame) is not { } frame || IsInside(load.Frame, frame) || !Saves(context.Flow, frame)) continue;
            var handoff = FixHandoff.None.At(FixRoles.Read, load.Syntax.GetLocation());
            context.Report(Descriptor, write, handoff, hazard.Read.Member?.Name ?? "the row", Names.LineOfCall(load), ((IInvocationOperation)frame.Site!).TargetMethod.Name);
        }
    }

    /// <summary>Each run has a transaction of its own, which takes back what a failed one did.</summary>
    private static bool BeginsTransaction(IInvocationOperation retry) =>
        retry.Syntax.DescendantNodes().OfType<SimpleNameSyntax>().Any(name => name.Identifier.ValueText.StartsWith("BeginTransaction", StringComparison.Ordinal));

    /// <summary>The column that a statement computes from itself: <c>SET n = n + 1</c>.</summary>
    private static string? Repeated(Access write)
    {
        if (write.Spec.Statement is { Verb: SqlVerb.Update } update)
        {
            foreach (var (column, value) in update.Sets)
                if (Array.IndexOf(value.Split(' '), column) >= 0 && Array.IndexOf(update.Condition.Split(' '), "version") < 0) return $"{update.Table}.{column}";
            return null;
        }

        if (write is not { Kind: AccessKind.Update, Spec.Shape: Shapes.SetBased, Place.Container.Head: INamedTypeSymbol entity }) return null;
        foreach (var (column, value) in StaleValues.Setters(write))
            if (value is LambdaExpressionSyntax { ExpressionBody: BinaryExpressionSyntax sum } && sum.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Any(access => access.Name.Identifier.ValueText == column)) return $"{entity.Name}.{column}";
        return null;
    }

    /// <summary>The delegate around a place that an execution strategy or a retry policy runs.</summary>
    private static FlowFrame? Retry(FlowFrame? frame)
    {
        for (; frame is not null; frame = frame.Parent)
            if (frame.Site is IInvocationOperation call && IsRetry(call)) return frame;
        return null;
    }

    private static bool IsRetry(IInvocationOperation call)
    {
        if (!call.TargetMethod.Name.StartsWith("Execute", StringComparison.Ordinal)) return false;
        var type = call.TargetMethod.ContainingType.Name;
        return type is "IExecutionStrategy" or "ExecutionStrategyExtensions" or "ExecutionStrategy" or "ResiliencePipeline" || type.EndsWith("RetryPolicy", StringComparison.Ordinal)
            || call.Instance?.Type?.Name is { } receiver && (receiver.EndsWith("RetryPolicy", StringComparison.Ordinal) || receiver == "ResiliencePipeline");
    }

    private static bool IsInside(FlowFrame? inner, FlowFrame outer)
    {
        for (; inner is not null; inner = inner.Parent)
            if (ReferenceEquals(inner, outer)) return true;
        return false;
    }

    private static bool Saves(MethodFlow flow, FlowFrame frame)
    {
        foreach (var access in flow.Accesses)
            if (access is { Kind: AccessKind.Commit, Place.Store: StoreKind.Entity } && IsInside(access.Frame, frame)) return true;
        return false;
    }
}
