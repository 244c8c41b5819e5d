using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes;

/// <summary>GET, add, SET becomes INCRBY; HGET, add, HSET becomes HINCRBY. A missing key counts as zero both ways.</summary>
internal sealed class UseRedisIncrement : Rewrite
{
    public override string Action => FixActions.UseRedisIncrement;

    public override string? Plan(FixSite site)
    {
        if (site.Write<InvocationExpressionSyntax>() is not { Expression: MemberAccessExpressionSyntax target }) return null;
        var command = target.Name.Identifier.ValueText;
        var isHash = command.StartsWith("HashSet", StringComparison.Ordinal);
        if (!isHash && !command.StartsWith("StringSet", StringComparison.Ordinal)) return null;
        if (IncrementShape.Of(site, isHash ? 3 : 2) is not { } shape) return null;
        var name = (isHash ? "Hash" : "String") + (shape.IsDecrement ? "Decrement" : "Increment") + (command.EndsWith("Async", StringComparison.Ordinal) ? "Async" : "");
        if (shape.Next is { } next && !Takes(site, next)) return null;
        site.Remove(shape.Read);
        if (shape.Next is null)
        {
            site.Replace(shape.Write, now => Increment(now.Of(shape.Write), name, shape));
            return $"Use {name}";
        }

        var statement = IncrementShape.StatementOf(shape.Write)!;
        site.Replace(shape.Sum, _ =>
        {
            var whole = statement.Expression.WithoutTrivia();
            return whole.ReplaceNode(whole.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().First(call => IsWrite(call, command)), Increment(shape.Write, name, shape).WithoutTrivia());
        });
        site.Remove(statement);
        return $"Use {name}";
    }

    private static bool IsWrite(InvocationExpressionSyntax call, string command) => call.Expression is MemberAccessExpressionSyntax access && access.Name.Identifier.ValueText == command;

    /// <summary>The command gives a long, at once or awaited.</summary>
    private static bool Takes(FixSite site, LocalDeclarationStatementSyntax next) =>
        site.Model.GetDeclaredSymbol(next.Declaration.Variables[0]) is ILocalSymbol { Type.SpecialType: SpecialType.System_Int64 };

    private static InvocationExpressionSyntax Increment(InvocationExpressionSyntax write, string name, IncrementShape shape)
    {
        var target = (MemberAccessExpressionSyntax)write.Expression;
        var arguments = write.ArgumentList.Arguments.RemoveAt(write.ArgumentList.Arguments.Count - 1);
        if (!shape.IsByOne) arguments = arguments.Add(Spelling.Value(shape.Sum.Right));
        return write.WithExpression(target.WithName(IdentifierName(name))).WithArgumentList(write.ArgumentList.WithArguments(arguments));
    }
}
