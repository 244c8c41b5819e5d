using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Safety;

/// <summary>
/// Is a write after a miss a claim or a fill? A fill stores what was computed elsewhere: whoever comes twice computes it twice, and nothing is lost.
/// A claim says "I was first": a marker or a reset is written, and what follows must happen once. Without evidence of a claim it is a fill.
/// </summary>
internal static class Claims
{
    private static readonly string[] s_acts =
    [
        "Send", "Publish", "Process", "Execute", "Handle", "Charge", "Pay", "Insert", "Save", "Delete", "Notify", "Dispatch", "Enqueue", "Complete", "Register",
        "Award", "Grant", "Transfer", "Start", "Begin", "Trigger", "Submit", "Post",
    ];

    private static readonly string[] s_quiet = ["Log", "Trace", "Debug", "Metric", "Meter", "Counter", "Telemetry", "Activity", "Stopwatch", "Console", "Guard", "Throw", "Ensure", "Assert", "Options", "Builder"];

    /// <summary>What shows that only the first is meant to pass; null for a fill.</summary>
    public static Answer? Of(MethodFlow flow, Hazard hazard)
    {
        var write = hazard.Write;
        var branches = Branches.Of(hazard.Read, write.Frame, write.Block)
            .Where(branch => Branches.MeansMissing(hazard.Read, write.Frame, branch.Branch, branch.WhenTrue) == true).ToList();
        if (branches.Count == 0) return null;
        var marker = write.Kind == AccessKind.AddIfAbsent || Markers.Is(write.Value.Sym);
        if (marker && Act(flow, write, branches) is { } act) return new("what follows is meant to happen once", act.Syntax.GetLocation());
        if (marker && ReplacedLater(flow, write, branches) is { } result) return new("it stands for work that is going on until the result replaces it", result.Syntax.GetLocation());
        if ((marker || Markers.IsIdentity(write.Value.Sym)) && Refusal(write, branches) is { } refusal) return new("whoever comes second is refused", refusal);
        return marker && Markers.IsNumber(write.Value.Sym) ? new("a counter is reset", write.Syntax.GetLocation()) : null;
    }

    /// <summary>The write happens because nothing was found.</summary>
    public static bool IsMiss(Hazard hazard) => Branches.Of(hazard.Read, hazard.Write.Frame, hazard.Write.Block)
        .Any(branch => Branches.MeansMissing(hazard.Read, hazard.Write.Frame, branch.Branch, branch.WhenTrue) == true);

    /// <summary>Something with an effect that happens on the same branch.</summary>
    private static IOperation? Act(MethodFlow flow, Access write, List<(int, bool)> branches)
    {
        var frame = write.Frame;
        foreach (var access in flow.Accesses)
            if (access.Kind == AccessKind.Update && Hangs(access, frame, branches) && access.Place.With(write.Place) != Overlap.Same) return access.Operation;
        foreach (var block in frame.Graph.Blocks)
        {
            if (!frame.Dependence.BranchesFor(block.Ordinal).Any(branches.Contains)) continue;
            foreach (var operation in block.Operations)
                if (Effect(operation, flow) is { } effect) return effect;
            if (Effect(block.BranchValue, flow) is { } returned) return returned;
        }

        return null;
    }

    /// <summary>The marker gives way to a value of another kind, later on the same branch.</summary>
    private static Access? ReplacedLater(MethodFlow flow, Access write, List<(int, bool)> branches)
    {
        foreach (var access in flow.Accesses)
        {
            if (access.Kind != AccessKind.Write || ReferenceEquals(access, write) || !Hangs(access, write.Frame, branches) || Markers.Is(access.Value.Sym)) continue;
            if (access.Operation.Syntax.SpanStart > write.Operation.Syntax.SpanStart && access.Place.With(write.Place) == Overlap.Same && Branches.CanFollow(write, access)) return access;
        }

        return null;
    }

    private static bool Hangs(Access access, FlowFrame frame, List<(int, bool)> branches) =>
        ReferenceEquals(access.Frame, frame) && frame.Dependence.BranchesFor(access.Block).Any(branches.Contains);

    private static IOperation? Effect(IOperation? operation, MethodFlow flow)
    {
        var dropped = operation is IExpressionStatementOperation;
        operation = operation switch
        {
            IExpressionStatementOperation { Operation: ISimpleAssignmentOperation assigned } => assigned.Value,
            IExpressionStatementOperation statement => statement.Operation,
            IFlowCaptureOperation capture => capture.Value,
            ISimpleAssignmentOperation assignment => assignment.Value,
            _ => operation,
        };
        dropped &= operation?.Parent is not ISimpleAssignmentOperation;
        if (Branches.Unwrap(operation) is not IInvocationOperation call || IsAccess(call, flow) || IsQuiet(call)) return null;
        return dropped || StartsWithAct(call.TargetMethod.Name) ? call : null;
    }

    private static bool IsAccess(IInvocationOperation call, MethodFlow flow)
    {
        foreach (var access in flow.Accesses)
            if (access.Operation.Syntax.SyntaxTree == call.Syntax.SyntaxTree && access.Operation.Syntax.Span.IntersectsWith(call.Syntax.Span)) return true;
        return false;
    }

    /// <summary>Logging, metrics, options, plain collections: nobody minds if it happens twice.</summary>
    private static bool IsQuiet(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method.MethodKind == MethodKind.DelegateInvoke) return false;
        var receiver = call.Instance?.Type ?? (method.IsExtensionMethod && call.Arguments.Length > 0 ? Branches.Unwrap(call.Arguments[0].Value)?.Type : null) ?? method.ContainingType;
        if (LockCalls.Of(call, out _, out _) != LockEffect.None || Mutators.IsPlainCollection(receiver)) return true;
        if (method.Name is "Dispose" or "DisposeAsync" or "Delay" or "Yield" or "Sleep" or "Wait" or "Add" or "SetResult") return true;
        if (receiver.ContainingNamespace?.ToString() is { } place && (place.StartsWith("Microsoft.Extensions.Caching", StringComparison.Ordinal) || place == "System")) return true;
        foreach (var word in s_quiet)
            if (method.Name.StartsWith(word, StringComparison.Ordinal) || receiver.Name.Contains(word)) return true;
        return false;
    }

    private static bool StartsWithAct(string name)
    {
        foreach (var act in s_acts)
            if (name.StartsWith(act, StringComparison.Ordinal)) return true;
        return false;
    }

    /// <summary>Where the other outcome throws, or gives another answer than this one.</summary>
    private static Location? Refusal(Access write, List<(int Branch, bool WhenTrue)> branches)
    {
        var frame = write.Frame;
        object? mine = null, others = null;
        Location? where = null, refused = null;
        foreach (var block in frame.Graph.Blocks)
        {
            var decisions = frame.Dependence.BranchesFor(block.Ordinal);
            var opposite = decisions.Any(decision => branches.Contains((decision.Branch, !decision.WhenTrue)));
            if (!opposite && !decisions.Any(branches.Contains)) continue;
            switch (block.FallThroughSuccessor?.Semantics)
            {
                case ControlFlowBranchSemantics.Throw when opposite:
                    return block.BranchValue?.Syntax.GetLocation();
                case ControlFlowBranchSemantics.Return when Branches.Unwrap(block.BranchValue) is { } returned:
                    if (returned.ConstantValue is { HasValue: true, Value: { } answer })
                    {
                        if (opposite) (others, where) = (answer, returned.Syntax.GetLocation());
                        else mine = answer;
                    }
                    else if (opposite && SaysNo(returned))
                    {
                        refused = returned.Syntax.GetLocation();
                    }

                    break;
            }
        }

        if (refused is not null && (mine is true || mine is null && write.Kind == AccessKind.Write)) return refused;
        return mine is not null && others is not null && !mine.Equals(others) ? where : null;
    }

    /// <summary>The answer for whoever comes second: "is it me?", or an error by its name.</summary>
    private static bool SaysNo(IOperation returned) => returned switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } => true,
        IInvocationOperation call => IsError(call.TargetMethod.Name),
        IObjectCreationOperation { Type: { } type } => IsError(type.Name.Replace("Result", "").Replace("Object", "")),
        IFieldReferenceOperation { Field: { IsStatic: true } field } => IsError(field.Name),
        _ => false,
    };

    private static bool IsError(string name) =>
        name is "BadRequest" or "Conflict" or "Forbid" or "Unauthorized" or "TooManyRequests" or "Reject" or "Rejected" or "Deny" or "Denied" or "Duplicate" || name.StartsWith("Fail", StringComparison.Ordinal) || name.StartsWith("Error", StringComparison.Ordinal) || name.StartsWith("Already", StringComparison.Ordinal);
}
