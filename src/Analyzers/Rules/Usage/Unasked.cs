using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.Analyzers.Rules.Usage;

/// <summary>Calls whose answer nobody looks at: it is dropped, or put into a variable that is not mentioned again.</summary>
internal static class Unasked
{
    public static bool Is(SyntaxNode call) => Waited(call).Parent switch
    {
        ExpressionStatementSyntax => true,
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" } } => true,
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } => IsNeverMentioned(variable),
        UsingStatementSyntax { Declaration: null } => true,
        _ => false,
    };

    /// <summary>The expression with all that only waits for it.</summary>
    private static SyntaxNode Waited(SyntaxNode node)
    {
        while (true)
        {
            switch (node.Parent)
            {
                case AwaitExpressionSyntax or ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression }:
                    node = node.Parent;
                    break;
                case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" or "GetAwaiter" or "GetResult" or "Wait", Parent: InvocationExpressionSyntax waiting }:
                    node = waiting;
                    break;
                default:
                    return node;
            }
        }
    }

    private static bool IsNeverMentioned(VariableDeclaratorSyntax variable) =>
        Carriers.Body(variable) is { } body && !body.DescendantNodes().Any(node => node is IdentifierNameSyntax name && name.Identifier.ValueText == variable.Identifier.ValueText);
}
