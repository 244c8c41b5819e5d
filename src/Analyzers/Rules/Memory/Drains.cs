using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Safety.Confined;
using RaceSafe.Analyzers.Safety.Evidence;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Memory;

/// <summary>
/// What others gather is read, handed on, and then thrown away in a second step: a batch that is copied and cleared, a count that is reported and set to
/// zero. What comes in between is in neither.
/// </summary>
internal static class Drains
{
    /// <summary>A concurrent collection is copied and then cleared, and others put something in.</summary>
    public static bool IsOfCollection(Hazard hazard, RuleContext context) =>
        hazard is { Pattern: HazardPattern.Drained, Write: { Spec.Store: StoreKind.ConcurrentCollection, ContainerOperation: IMemberReferenceOperation { Member: var member, Type: INamedTypeSymbol type } } }
        && HoldsData(type, hazard.Read.Operation.Syntax)
        && !LifeCycle.IsIn(hazard.Write.Syntax)
        && context.Safety.Sharing.IsGatheredBeside(member, hazard.Write.Syntax, SiblingUpdates.AddsTo)
        && IsHandedOn(hazard);

    /// <summary>A number is read and then set to zero, and others count it up with Interlocked.</summary>
    public static bool IsOfCounter(Hazard hazard, RuleContext context) =>
        hazard is { Pattern: HazardPattern.Drained, Write: { Spec.Store: StoreKind.Field, Member: { } member } }
        && !LifeCycle.IsIn(hazard.Write.Syntax)
        && context.Safety.Sharing.IsGatheredBeside(member, hazard.Write.Syntax, MemberUses.IsStep)
        && IsHandedOn(hazard);

    /// <summary>
    /// Objects that live elsewhere too, connections say, are only listed here; numbers, texts and what waits in a queue are nowhere else. Who goes through the
    /// entries of a dictionary without a copy may just as well be closing them, unless they are numbers or texts.
    /// </summary>
    private static bool HoldsData(INamedTypeSymbol type, SyntaxNode read)
    {
        if (type.TypeArguments.Length != 2) return type.TypeArguments.Length == 1;
        var value = type.TypeArguments[1];
        if (value.SpecialType is SpecialType.System_String or (>= SpecialType.System_SByte and <= SpecialType.System_Double)) return true;
        return (value.IsValueType || value.IsRecord) && !(read.FirstAncestorOrSelf<CommonForEachStatementSyntax>() is { } each && each.Expression.Span.Contains(read.Span));
    }

    /// <summary>What was read goes on to somebody, and not only into a condition or a log.</summary>
    private static bool IsHandedOn(Hazard hazard)
    {
        var read = hazard.Read.Operation.Syntax;
        var carriers = Carriers.Of(hazard.Read);
        foreach (var node in Carriers.Body(read)?.DescendantNodes() ?? [])
        {
            if (hazard.Write.Operation.Syntax.Span.Contains(node.Span)) continue;
            if (Given(node) is { } given && carriers.Reach(given) && !(node is ArgumentSyntax && given.Span.Contains(read.Span) && IsPartOfRead((ArgumentSyntax)node)) && !Logs.IsIn(node)) return true;
        }

        return false;
    }

    private static SyntaxNode? Given(SyntaxNode node) => node switch
    {
        ArgumentSyntax { RefKindKeyword.RawKind: 0 } argument => argument.Expression,
        ReturnStatementSyntax result => result.Expression,
        YieldStatementSyntax item => item.Expression,
        ArrowExpressionClauseSyntax arrow => arrow.Expression,
        AssignmentExpressionSyntax { Left: not IdentifierNameSyntax or IdentifierNameSyntax { Parent.Parent: InitializerExpressionSyntax } } assignment => assignment.Right,
        _ => null,
    };

    /// <summary>A copy is being made: <c>new List&lt;T&gt;(_items)</c>, <c>Enumerable.ToList(_items)</c>.</summary>
    private static bool IsPartOfRead(ArgumentSyntax argument) =>
        argument.Parent?.Parent is BaseObjectCreationExpressionSyntax or InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "Enumerable" or "Interlocked" or "Volatile" } } };
}
