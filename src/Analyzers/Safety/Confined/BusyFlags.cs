using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;

namespace RaceSafe.Analyzers.Safety.Confined;

/// <summary>
/// A flag that the callback of a timer puts up when it begins and takes down when it ends: a timer does not wait for the last call, and whoever writes
/// that knows it.
/// </summary>
internal static class BusyFlags
{
    public static bool Is(Access write)
    {
        if (write.Operation is not ISimpleAssignmentOperation { Value.ConstantValue: { HasValue: true, Value: true or 1 }, Syntax: AssignmentExpressionSyntax up }) return false;
        if (up.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } body) return false;
        foreach (var down in body.DescendantNodes().OfType<AssignmentExpressionSyntax>())
            if (down.SpanStart > up.SpanStart && down.Left.ToString() == up.Left.ToString() && down.Right.ToString() != up.Right.ToString()) return true;
        return false;
    }
}
