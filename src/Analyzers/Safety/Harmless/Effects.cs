using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Calls;
using RaceSafe.Analyzers.Flow.Locks;

namespace RaceSafe.Analyzers.Safety.Harmless;

/// <summary>Calls that are made for what they do, so that it matters if they are made twice.</summary>
internal static class Effects
{
    private static readonly string[] s_acts =
    [
        "Send", "Publish", "Process", "Execute", "Handle", "Charge", "Pay", "Insert", "Save", "Delete", "Notify", "Dispatch", "Enqueue", "Complete", "Register",
        "Award", "Grant", "Transfer", "Start", "Begin", "Trigger", "Submit", "Post",
    ];

    private static readonly string[] s_quiet = ["Log", "Trace", "Debug", "Metric", "Meter", "Counter", "Telemetry", "Activity", "Stopwatch", "Console", "Guard", "Throw", "Ensure", "Assert", "Options", "Builder"];

    /// <summary>The effect that an operation has, or null: a call whose answer nobody looks at, or whose name says so. Accesses are no effects, they are what is judged.</summary>
    public static IInvocationOperation? Of(IOperation? operation, MethodFlow flow)
    {
        if (CallIn(operation, out var dropped) is not { } call || IsAccess(call, flow) || IsQuiet(call)) return null;
        if (dropped && ((call.TargetMethod.ReturnsVoid && call.Instance is ILocalReferenceOperation) || IsPartOfOwn(call))) dropped = false; // an object of its own is set up
        return dropped || StartsWithAct(call.TargetMethod.Name) ? call : null;
    }

    /// <summary>Called on a part that the class library gives an object of this method: the headers of a client, the attributes of an element.</summary>
    private static bool IsPartOfOwn(IInvocationOperation call)
    {
        if (call.Instance is not IPropertyReferenceOperation { Type.ContainingNamespace: var place } || place?.ToString().StartsWith("System", StringComparison.Ordinal) != true) return false;
        var owner = call.Instance;
        while (owner is IPropertyReferenceOperation { Instance: { } outer }) owner = outer;
        return owner is ILocalReferenceOperation;
    }

    /// <summary>The first effect of a block; if asked by name, only one whose name says so: what is refreshed or looked after may be so twice.</summary>
    public static IOperation? In(BasicBlock block, MethodFlow flow, bool byName) =>
        block.Operations.Select(operation => Of(operation, flow)).Append(Of(block.BranchValue, flow)).FirstOrDefault(effect => effect is not null && (!byName || IsNamed(effect, flow)));

    /// <summary>The call that an operation of a block consists of, and whether its answer is dropped.</summary>
    public static IInvocationOperation? CallIn(IOperation? operation, out bool dropped)
    {
        dropped = operation is IExpressionStatementOperation;
        operation = operation switch
        {
            IExpressionStatementOperation { Operation: ISimpleAssignmentOperation assigned } => assigned.Value,
            IExpressionStatementOperation statement => statement.Operation,
            IFlowCaptureOperation capture => capture.Value,
            ISimpleAssignmentOperation assignment => assignment.Value,
            _ => operation,
        };
        dropped &= operation?.Parent is not ISimpleAssignmentOperation;
        return Branches.Unwrap(operation) as IInvocationOperation;
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
        if (receiver.ContainingNamespace?.ToString() is { } place && (place.StartsWith("Microsoft.Extensions.Caching", StringComparison.Ordinal) || place.StartsWith("System.Collections", StringComparison.Ordinal) || place == "System")) return true;
        foreach (var word in s_quiet)
            if (method.Name.StartsWith(word, StringComparison.Ordinal) || receiver.Name.Contains(word)) return true;
        return false;
    }

    /// <summary>Its name says so, or it tells those who have subscribed.</summary>
    private static bool IsNamed(IInvocationOperation call, MethodFlow flow) => StartsWithAct(call.TargetMethod.Name)
        || (call is { TargetMethod.MethodKind: MethodKind.DelegateInvoke, Instance.Syntax: var told } && flow.Method!.ContainingType.GetMembers(told.ToString()).Any(member => member is IEventSymbol));

    private static bool StartsWithAct(string name)
    {
        foreach (var act in s_acts)
            if (name.StartsWith(act, StringComparison.Ordinal)) return true;
        return false;
    }
}
