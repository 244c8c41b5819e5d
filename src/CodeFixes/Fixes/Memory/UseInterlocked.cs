using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Memory;

/// <summary><c>x++</c>, <c>x += y</c>, <c>x |= y</c> and their long forms become one Interlocked operation.</summary>
internal sealed class UseInterlocked : Rewrite
{
    public override string Action => FixActions.UseInterlocked;

    public override string? Plan(FixSite site)
    {
        if (site.Write<ExpressionSyntax>() is not { } write || Surround.IsChecked(write, site.Model)) return null;
        if (FieldStep.Of(write, site.Model) is { } step) return Replace(site, write, step);
        return new StepThroughLocal(site, write).Plan() is { } method ? Title(method) : null;
    }

    private static string? Replace(FixSite site, ExpressionSyntax write, FieldStep step)
    {
        if (InterlockedCall.For(step, site, Surround.IsUsed(write, site.Model)) is not { } call) return null;
        site.Replace(write, now => Embed(call.Spell(now), write));
        return Title(call.Method);
    }

    /// <summary>Where the new expression is more than a call, its surroundings may bind tighter.</summary>
    public static ExpressionSyntax Embed(ExpressionSyntax spelled, ExpressionSyntax write) =>
        spelled is BinaryExpressionSyntax && write.Parent is not (ArgumentSyntax or EqualsValueClauseSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax
            or AssignmentExpressionSyntax or ParenthesizedExpressionSyntax or BracketedArgumentListSyntax or LambdaExpressionSyntax or InterpolationSyntax)
            ? ParenthesizedExpression(spelled)
            : spelled;

    private static string Title(string method) => $"Use Interlocked.{method}";
}
