using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.Analyzers.Flow;

/// <summary>Does a loop come round again?</summary>
internal static class Loops
{
    public static bool Is(SyntaxNode node) => node is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax;

    /// <summary>What follows the code leaves the loop: <c>{ _ = ReadAsync(); return; }</c> is done once.</summary>
    public static bool IsLeftAfter(SyntaxNode code, SyntaxNode loop)
    {
        foreach (var statement in code.AncestorsAndSelf())
        {
            if (statement == loop) return false;
            if (statement is StatementSyntax && statement.Parent is BlockSyntax block && block.Statements.Any(later => later.SpanStart > statement.SpanStart && Leaves(later, loop))) return true;
        }

        return false;
    }

    private static bool Leaves(StatementSyntax statement, SyntaxNode loop) => statement switch
    {
        ReturnStatementSyntax or ThrowStatementSyntax => true,
        BreakStatementSyntax => statement.Ancestors().First(outer => Is(outer) || outer is SwitchStatementSyntax) == loop,
        _ => false,
    };
}
