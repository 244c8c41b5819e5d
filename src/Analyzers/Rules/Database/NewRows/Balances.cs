using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database.NewRows;

/// <summary>A balance is summed up from its entries, found to be enough, and an entry added that spends it.</summary>
internal static class Balances
{
    /// <summary>Without enough the method ends; otherwise a row is added that is part of the sum.</summary>
    public static bool IsSpent(Hazard hazard)
    {
        if (hazard.Read is not { Kind: AccessKind.Count, Source.Operation: IInvocationOperation { TargetMethod.Name: "Sum" or "SumAsync" } sum }) return false;
        var summed = sum.Syntax.DescendantNodes().OfType<LambdaExpressionSyntax>().LastOrDefault()?.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Select(access => access.Name.Identifier.ValueText).ToList();
        if (summed is null || !IsGiven(hazard, summed)) return false;
        foreach (var decision in Decisions.Between(hazard.Read, hazard.Write))
        {
            if (Branches.Unwrap(decision.Condition) is IBinaryOperation { LeftOperand.ConstantValue.HasValue: false, RightOperand.ConstantValue.HasValue: false } && Existence.IsLimit(decision.Condition) && Decisions.LeavesOtherwise(decision, hazard.Write.Frame)) return true;
        }

        return false;
    }

    /// <summary>The added row has a figure that the next sum takes in.</summary>
    private static bool IsGiven(Hazard hazard, List<string> summed) =>
        hazard.Write.Operation.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } method
        && method.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(given => given.Left is IdentifierNameSyntax column && given.Parent is InitializerExpressionSyntax && summed.Contains(column.Identifier.ValueText));
}
