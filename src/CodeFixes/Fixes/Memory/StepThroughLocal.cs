using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.CodeFixes.Rewriting;

namespace RaceSafe.CodeFixes.Fixes.Memory;

/// <summary>
/// A step in two statements, one right after the other: <c>var n = x + 1; x = n;</c> or <c>var n = x; x = n + 1;</c>.
/// The local keeps the value it had.
/// </summary>
internal sealed class StepThroughLocal(FixSite site, ExpressionSyntax write)
{
    /// <summary>Plans the rewrite. Gives the Interlocked method, or null to refuse.</summary>
    public string? Plan()
    {
        if (write is not AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Parent: ExpressionStatementSyntax statement } assignment) return null;
        if (site.Model.GetSymbolInfo(assignment.Left).Symbol is not IFieldSymbol { IsReadOnly: false } field) return null;
        if (Surround.Before(statement) is not LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } declaration) return null;
        if (variables[0] is not { Initializer.Value: { } initial } variable || site.Model.GetDeclaredSymbol(variable) is not ILocalSymbol local) return null;
        if (!SymbolEqualityComparer.Default.Equals(local.Type, field.Type)) return null;
        if (IsLocal(assignment.Right, local)) return NewValue(statement, assignment, field, initial);
        return FieldStep.Same(initial, assignment.Left) ? OldValue(statement, assignment, field, initial, local, declaration) : null;
    }

    /// <summary><c>var n = x + 1; x = n;</c> becomes <c>var n = Interlocked.Increment(ref x);</c>.</summary>
    private string? NewValue(ExpressionStatementSyntax statement, AssignmentExpressionSyntax assignment, IFieldSymbol field, ExpressionSyntax initial)
    {
        if (FieldStep.Spelled(initial, assignment.Left, field, field.Type, site.Model) is not { } step || InterlockedCall.For(step, site, isUsed: true) is not { } call) return null;
        site.Replace(initial, call.Spell);
        site.Remove(statement);
        return call.Method;
    }

    /// <summary><c>var n = x; x = n + 1;</c> becomes <c>var n = Interlocked.Increment(ref x) - 1;</c>, or just the call where nobody looks at n again.</summary>
    private string? OldValue(
        ExpressionStatementSyntax statement, AssignmentExpressionSyntax assignment, IFieldSymbol field, ExpressionSyntax initial, ILocalSymbol local, LocalDeclarationStatementSyntax declaration)
    {
        if (assignment.Right is not BinaryExpressionSyntax { Left: var left } || !IsLocal(left, local)) return null;
        if (FieldStep.Spelled(assignment.Right, left, field, field.Type, site.Model) is not { } found) return null;
        var step = found with { Target = assignment.Left, GivesOld = true };
        var isUsed = declaration.Parent!.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.SpanStart > statement.Span.End && IsLocal(name, local));
        if (InterlockedCall.For(step, site, isUsed) is not { } call) return null;
        if (isUsed && call.Method is not ("Increment" or "Decrement")) return null;
        if (isUsed)
        {
            site.Replace(initial, call.Spell);
            site.Remove(statement);
        }
        else
        {
            site.Replace((ExpressionSyntax)assignment, call.Spell);
            site.Remove(declaration);
        }

        return call.Method;
    }

    private bool IsLocal(ExpressionSyntax expression, ILocalSymbol local) =>
        expression is IdentifierNameSyntax && SymbolEqualityComparer.Default.Equals(site.Model.GetSymbolInfo(expression).Symbol, local);
}
