using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.Analyzers.Flow.Places;

/// <summary>Variables that outlive the code that declares them, because other code holds on to them.</summary>
internal static class CapturedState
{
    /// <summary>A parameter of a primary constructor, used in a member: the compiler keeps it in a field.</summary>
    public static bool IsKept(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor, DeclaringSyntaxReferences: { Length: 1 } declarations }
        && declarations[0].GetSyntax() is TypeDeclarationSyntax;

    /// <summary>The variable is declared in the code of that frame, not around it.</summary>
    public static bool IsDeclaredIn(ISymbol variable, FlowFrame frame) => variable.Locations.Length > 0 && frame.Encloses(variable.Locations[0]);

    /// <summary>A local, or the parameter of a method, lambda or local function.</summary>
    public static bool IsVariable(ISymbol symbol) => symbol is ILocalSymbol || (symbol is IParameterSymbol parameter && !IsKept(parameter));
}
