using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Safety.Confined;
using RaceSafe.Analyzers.Safety.Harmless;

namespace RaceSafe.Analyzers.Safety.Evidence;

/// <summary>Do several runs of a lambda, or several lambdas at once, change the same variable?</summary>
internal sealed class SharedVariables(MemberUses uses)
{
    /// <summary>The evidence for a variable that a lambda captures, or null.</summary>
    public Answer? Of(ISymbol variable, Access write, IMethodSymbol method)
    {
        for (var frame = write.Frame; frame.Parent is not null && !CapturedState.IsDeclaredIn(variable, frame); frame = frame.Parent)
        {
            if (frame.Site is not { Syntax: var site }) continue;
            if (IsSideBySide(frame, write, method) && !IsInvokedOnce(site, variable, frame)) return new("the lambda runs in parallel", site.GetLocation());
            if (frame.Run != LambdaRun.Elsewhere) continue;
            if (ThreadStarts.IsRepeated(site, Declaration(variable))) return new("it runs in several tasks", site.GetLocation());
            if (OfAnother(variable, site) is { } other) return new("two tasks change it", other.GetLocation());
        }

        return null;
    }

    /// <summary>An element that this run of the lambda has to itself: its index is the lambda's own parameter, or was fixed when the lambda was made.</summary>
    public static bool IsOwnElement(Access write)
    {
        if (!write.Place.IsElement || IndicesOf(write.ContainerOperation) is not { } indices) return false;
        for (var frame = write.Frame; frame.Parent is not null; frame = frame.Parent)
        {
            if (frame.Run is not (LambdaRun.InParallel or LambdaRun.Elsewhere or LambdaRun.Overlapping)) continue;
            var parameters = (frame.Graph.OriginalOperation as IAnonymousFunctionOperation)?.Symbol.Parameters;
            var isFixed = frame.Run != LambdaRun.InParallel; // each lambda is made with an index of its own
            return indices.Any(index => Branches.Unwrap(index) switch
            {
                IParameterReferenceOperation { Parameter: var parameter } => parameters?.Contains(parameter, SymbolEqualityComparer.Default) == true || (isFixed && !CapturedState.IsDeclaredIn(parameter, frame)),
                ILocalReferenceOperation { Local: var local } => isFixed && !CapturedState.IsDeclaredIn(local, frame),
                _ => false,
            });
        }

        return false;
    }

    private static IEnumerable<IOperation>? IndicesOf(IOperation? element) => element switch
    {
        IArrayElementReferenceOperation one => one.Indices,
        IPropertyReferenceOperation { Property.IsIndexer: true } entry => entry.Arguments.Select(argument => argument.Value),
        _ => null,
    };

    /// <summary>The lambda of the frame runs several times at once when it comes to that write.</summary>
    public static bool IsSideBySide(FlowFrame frame, Access write, IMethodSymbol method) => frame.Run switch
    {
        LambdaRun.InParallel => true,
        LambdaRun.Overlapping => FollowsAwait(frame, write) && Confinement.OfType(method.ContainingType) is null,
        _ => false,
    };

    /// <summary>The object is there before the lambda runs: every run has the same. Its parameters, and what it makes or looks up itself, are its own.</summary>
    public static bool IsAround(FlowFrame frame, Sym? root) => root switch
    {
        null or { Kind: SymKind.This or SymKind.Member } => true,
        { Kind: SymKind.Fresh or SymKind.Opaque, Head: IOperation origin } => !frame.Encloses(origin.Syntax.GetLocation()),
        { Kind: SymKind.Parameter or SymKind.Opaque, Head: ISymbol variable } => !CapturedState.IsDeclaredIn(variable, frame),
        _ => false,
    };

    /// <summary>Up to its first await it runs before the next one is started.</summary>
    public static bool FollowsAwait(FlowFrame frame, Access write)
    {
        var function = frame.Graph.OriginalOperation.Syntax;
        foreach (var wait in function.DescendantNodes().OfType<AwaitExpressionSyntax>())
            if (wait.SpanStart < write.Operation.Syntax.SpanStart || !function.Span.Contains(write.Operation.Syntax.Span)) return true;
        return false;
    }

    /// <summary><c>Parallel.Invoke</c> runs each of its delegates once: only another one can be in the way.</summary>
    private bool IsInvokedOnce(SyntaxNode site, ISymbol variable, FlowFrame frame)
    {
        if (site is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Invoke" } }) return false;
        foreach (var use in uses.Of(variable))
            if (use.Changes && site.Span.Contains(use.Name.Span) && !frame.Encloses(use.Name.GetLocation())) return false;
        return true;
    }

    /// <summary>A change of the variable in another task or thread that is started before this one is waited for.</summary>
    private SyntaxNode? OfAnother(ISymbol variable, SyntaxNode site)
    {
        foreach (var use in uses.Of(variable))
        {
            if (!use.Changes || site.Span.Contains(use.Name.Span)) continue;
            if (ThreadStarts.Around(use.Name)?.Parent?.Parent?.Parent is not { } other || other.Span.Contains(site.Span)) continue;
            if (!IsWaitBetween(site, other)) return use.Name;
        }

        return null;
    }

    private static bool IsWaitBetween(SyntaxNode site, SyntaxNode other)
    {
        var (first, second) = site.SpanStart < other.SpanStart ? (site, other) : (other, site);
        foreach (var node in first.FirstAncestorOrSelf<SyntaxNode>(outer => outer.Span.Contains(second.Span))!.DescendantNodes())
        {
            if (node.SpanStart < first.Span.End || node.Span.End > second.SpanStart) continue;
            if (node is AwaitExpressionSyntax or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Wait" or "WaitAll" or "Join" or "Result" or "GetResult" }) return true;
        }

        return false;
    }

    private static SyntaxNode? Declaration(ISymbol variable) => variable.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
}
