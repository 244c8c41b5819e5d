using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Locks;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Usage;

/// <summary>
/// Locks that may be refused, since nobody waits for them for ever, and whose answer nobody looks at: the work is done with the lock or without. That it
/// is given back in the end tells a lock from a signal.
/// </summary>
internal static class RefusedLocks
{
    /// <summary>Each such request, and the first write that relies on it.</summary>
    public static IEnumerable<(IInvocationOperation Request, Access Work)> In(MethodFlow flow)
    {
        foreach (var guard in flow.Guards)
        {
            if (guard is not { Kind: GuardKind.Exclusive, Acquisition: IInvocationOperation request } || (flow.HeldAtExit & guard.Bit) != 0 || !MayBeRefused(request) || !Unasked.Is(request.Syntax) || !IsGivenBack(request)) continue;
            if (flow.Accesses.FirstOrDefault(access => access.Kind.Writes() && (access.Held & guard.Bit) != 0) is { } work) yield return (request, work);
        }
    }

    /// <summary>A semaphore that the same member gives back; one that others release wakes up whoever waits, or does not.</summary>
    private static bool IsGivenBack(IInvocationOperation request) => !IsThreading(request.TargetMethod.ContainingType)
        || request.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var gate } }
        && request.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>()?.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Any(member =>
            member.Expression.ToString() == gate.ToString() && (member.Name.Identifier.ValueText.StartsWith("Release", StringComparison.Ordinal) || member.Name.Identifier.ValueText.StartsWith("Exit", StringComparison.Ordinal))) == true;

    private static bool MayBeRefused(IInvocationOperation request)
    {
        if (Awaited(request.TargetMethod.ReturnType) is not { } answer || request.Arguments.Any(IsNoLimit)) return false;
        var tries = request.TargetMethod.Name.StartsWith("Try", StringComparison.Ordinal);
        if (answer.SpecialType != SpecialType.System_Boolean) return tries ? answer.IsReferenceType : HasAnswer(answer);
        return tries || request.TargetMethod.Name is "LockTake" or "LockTakeAsync" || request.Arguments.Any(argument => IsTime(argument.Value.Type) && IsThreading(request.TargetMethod.ContainingType));
    }

    /// <summary>It waits until it has the lock; or not at all, as one does to take back a signal.</summary>
    private static bool IsNoLimit(IArgumentOperation argument) =>
        IsTime(argument.Value.Type) && (argument.Value.ConstantValue is { HasValue: true, Value: -1 or 0 } || argument.Value is IFieldReferenceOperation { Field.Name: "InfiniteTimeSpan" });

    /// <summary>What is given out says whether it is the lock: RedLock.</summary>
    private static bool HasAnswer(ITypeSymbol handle) => handle.GetMembers("IsAcquired").Any(member => member is IPropertySymbol { Type.SpecialType: SpecialType.System_Boolean });

    private static bool IsTime(ITypeSymbol? type) => type is { SpecialType: SpecialType.System_Int32 } or { Name: "TimeSpan" };

    private static bool IsThreading(ITypeSymbol type) => type.ContainingNamespace is { Name: "Threading", ContainingNamespace.Name: "System" };

    private static ITypeSymbol? Awaited(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask" } task ? task.TypeArguments.FirstOrDefault() : type;
}
