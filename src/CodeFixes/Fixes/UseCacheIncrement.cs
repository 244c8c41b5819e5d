using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes;

/// <summary>Get, add, Set on an IMemoryCache becomes the runtime's Increment, where the runtime is referenced.</summary>
internal sealed class UseCacheIncrement : Rewrite
{
    public override string Action => FixActions.UseCacheIncrement;

    public override string? Plan(FixSite site)
    {
        if (Runtime(site) is not { } runtime || IncrementShape.Of(site, 2) is not { Next: null } shape) return null;
        if (shape.Write.Expression is not MemberAccessExpressionSyntax || site.Model.GetTypeInfo(shape.Sum.Right).Type is not { } by) return null;
        if (!SymbolEqualityComparer.Default.Equals(by, site.Model.GetTypeInfo(shape.Sum).Type)) return null;
        site.Remove(shape.Read);
        site.Replace(shape.Write, now =>
        {
            var write = now.Of(shape.Write);
            var target = (MemberAccessExpressionSyntax)write.Expression;
            var amount = shape.IsDecrement ? PrefixUnaryExpression(SyntaxKind.UnaryMinusExpression, Spelling.Operand(shape.Sum.Right)) : shape.Sum.Right.WithoutTrivia();
            var arguments = write.ArgumentList.Arguments.RemoveAt(1).Add(Argument(amount));
            return write.WithExpression(target.WithName(IdentifierName("Increment"))).WithArgumentList(write.ArgumentList.WithArguments(arguments));
        });
        site.Import(runtime);
        return "Use Increment, which is atomic in this process";
    }

    private static string? Runtime(FixSite site) =>
        site.Model.Compilation.GetTypeByMetadataName("RaceSafe.AtomicMemoryCacheExtensions")?.ContainingNamespace.ToString();
}
