using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.Analyzers.Flow.Calls;

/// <summary>Tasks that are started one after the other and waited for together: they run side by side.</summary>
internal static class Gathered
{
    /// <summary>What the expression makes, a sequence of tasks, goes into <c>Task.WhenAll</c> or the like, at once or by way of a variable.</summary>
    public static bool Is(SyntaxNode tasks)
    {
        for (var node = tasks; node.Parent is { } parent; node = parent)
        {
            switch (parent)
            {
                case ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call }:
                    if (Gathers(call)) return true;
                    return call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AddRange" or "Add", Expression: IdentifierNameSyntax list } && IsGathered(list.Identifier.ValueText, call);
                case EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable }:
                    return IsGathered(variable.Identifier.ValueText, variable);
                case AssignmentExpressionSyntax { Left: IdentifierNameSyntax variable } assignment when assignment.Right == node:
                    return IsGathered(variable.Identifier.ValueText, assignment);
                case not (MemberAccessExpressionSyntax or InvocationExpressionSyntax or ParenthesizedExpressionSyntax):
                    return false;
            }
        }

        return false;
    }

    /// <summary>The task that the call starts is put to others and waited for with them, or by nobody: it runs beside the next one.</summary>
    public static bool IsLeftRunning(InvocationExpressionSyntax call)
    {
        switch (call.Parent)
        {
            case ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Add" } } adding }:
                return Is(call) && IsRepeated(adding);
            case ExpressionStatementSyntax:
            case AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" }, Parent: ExpressionStatementSyntax }:
                return IsRepeated(call);
            case LambdaExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Select" } } select } }:
                return Is(select);
            default:
                return false;
        }
    }

    private static bool IsRepeated(SyntaxNode call)
    {
        foreach (var outer in call.Ancestors())
        {
            if (Loops.Is(outer) && !Loops.IsLeftAfter(call, outer)) return true;
            if (outer is MemberDeclarationSyntax) return false;
        }

        return false;
    }

    private static bool IsGathered(string variable, SyntaxNode place) =>
        place.FirstAncestorOrSelf<SyntaxNode>(node => node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax or GlobalStatementSyntax) is { } body
        && (body is GlobalStatementSyntax ? body.Parent! : body).DescendantNodes().OfType<InvocationExpressionSyntax>().Any(call =>
            Gathers(call) && call.ArgumentList.Arguments.Any(argument => argument.Expression is IdentifierNameSyntax name && name.Identifier.ValueText == variable));

    private static bool Gathers(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "WhenAll" or "WhenAny" or "WhenEach" or "WaitAll" };
}
