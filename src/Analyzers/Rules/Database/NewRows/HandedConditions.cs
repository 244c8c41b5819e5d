using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;

namespace RaceSafe.Analyzers.Rules.Database.NewRows;

/// <summary>
/// The query stands in a helper that is handed its condition: <c>Task&lt;bool&gt; ExistsAsync(Expression&lt;Func&lt;T, bool&gt;&gt; condition) => set.AnyAsync(condition)</c>.
/// What it asks for is written where the helper is called.
/// </summary>
internal static class HandedConditions
{
    public static IEnumerable<LambdaExpressionSyntax> Of(Access read)
    {
        if (read.Imported is not { Imported: null, Operation: IInvocationOperation query } || read.Operation.Syntax is not InvocationExpressionSyntax helper || !query.Arguments.Any(IsCondition)) yield break;
        foreach (var argument in helper.ArgumentList.Arguments)
            if (argument.Expression is LambdaExpressionSyntax condition) yield return condition;
    }

    private static bool IsCondition(IArgumentOperation argument) =>
        argument.Value is IParameterReferenceOperation { Type: INamedTypeSymbol { Name: "Expression", TypeArguments: { Length: 1 } lambda } }
        && lambda[0] is INamedTypeSymbol { TypeArguments: { Length: 2 } function } && function[1].SpecialType == SpecialType.System_Boolean;
}
