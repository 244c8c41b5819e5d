using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Safety.Harmless;

namespace RaceSafe.Analyzers.Rules.Database.ChangedRows;

/// <summary>What a pattern says of one column: <c>order.Status is Status.Paid</c>, <c>order is { Status: Status.Paid }</c>.</summary>
internal static class ColumnPatterns
{
    /// <summary>What it says of the column when the whole matches; null when it says nothing.</summary>
    /// <param name="match">A match of the column, or of the row.</param>
    /// <param name="column">The column.</param>
    /// <param name="says">What a pattern for the value of the column says.</param>
    public static bool? Says(IIsPatternOperation match, ISymbol column, Func<IPatternOperation, bool?> says)
    {
        if (Is(match.Value, column)) return says(match.Pattern);
        if (match.Pattern is INegatedPatternOperation { Pattern: var pattern }) return Within(pattern, column) is { } denied ? !says(denied) : null;
        return Within(match.Pattern, column) is { } asked ? says(asked) : null;
    }

    /// <summary>The expression names the column, of whatever row.</summary>
    public static bool Is(IOperation operand, ISymbol column) => Branches.Unwrap(operand) switch
    {
        IFlowCaptureReferenceOperation { Syntax: ConditionalAccessExpressionSyntax { WhenNotNull: MemberBindingExpressionSyntax { Name: var name } } } => name.Identifier.ValueText == column.Name,
        IMemberReferenceOperation { Member: var member } => SymbolEqualityComparer.Default.Equals(member.OriginalDefinition, column.OriginalDefinition),
        _ => false,
    };

    private static IPatternOperation? Within(IPatternOperation pattern, ISymbol column)
    {
        if (pattern is not IRecursivePatternOperation recursive) return null;
        foreach (var part in recursive.PropertySubpatterns)
            if ((Is(part.Member, column) ? part.Pattern : Within(part.Pattern, column)) is { } found) return found;
        return null;
    }
}
