using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.CodeFixes.Rewriting;

/// <summary>What statements leave behind that a block around them would hide.</summary>
internal static class Scopes
{
    /// <summary>The variables that neighbouring statements of one block declare and that the code around them uses. Null when that cannot be told.</summary>
    public static IReadOnlyList<string>? UsedAround(StatementSyntax first, StatementSyntax last, SemanticModel model) => model.AnalyzeDataFlow(first, last) is { Succeeded: true } flow
        ? [.. flow.VariablesDeclared.Where(variable => flow.ReadOutside.Concat(flow.WrittenOutside).Contains(variable, SymbolEqualityComparer.Default)).Select(variable => variable.Name)]
        : null;
}
