using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.CodeFixes.Rewriting.Rows;

/// <summary>Whether work on rows may run twice, because nothing outside of its transaction notices.</summary>
internal static class Repeatable
{
    private static readonly HashSet<string> s_pure = new(StringComparer.Ordinal) { "String", "Math", "Guid", "DateTime", "DateTimeOffset", "Enumerable", "Convert", "Int32", "Int64", "Decimal", "Object", "TimeSpan", "ArgumentNullException", "ControllerBase", "Controller", "Results", "TypedResults", "Queryable", "List", "Nullable" };

    /// <summary>It works on the context alone, with rows that it makes itself, and changes nothing that outlives it.</summary>
    /// <param name="work">The statements.</param>
    /// <param name="context">The expression of the context.</param>
    /// <param name="model">Binds them.</param>
    public static bool Is(IReadOnlyCollection<StatementSyntax> work, ExpressionSyntax context, SemanticModel model)
    {
        foreach (var node in work.SelectMany(statement => statement.DescendantNodesAndSelf()))
        {
            switch (node)
            {
                case InvocationExpressionSyntax call when !IsPure(call, context, model):
                case YieldStatementSyntax or LocalFunctionStatementSyntax or TryStatementSyntax or LockStatementSyntax or UsingStatementSyntax:
                case LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 }:
                case AssignmentExpressionSyntax { Parent: not InitializerExpressionSyntax, Left: var target } when !IsOwn(target, work, model):
                case PostfixUnaryExpressionSyntax { RawKind: not (int)SyntaxKind.SuppressNullableWarningExpression, Operand: var stepped } when !IsOwn(stepped, work, model):
                case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression, Operand: var step } when !IsOwn(step, work, model):
                    return false;
            }
        }

        return true;
    }

    private static bool IsPure(InvocationExpressionSyntax call, ExpressionSyntax context, SemanticModel model)
    {
        if (call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" }) return true;
        if (call.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" } || model.GetSymbolInfo(call).Symbol is not IMethodSymbol called) return call.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" };
        var root = call.Expression;
        while (root is MemberAccessExpressionSyntax or InvocationExpressionSyntax && root.ToString() != context.ToString()) root = root is MemberAccessExpressionSyntax access ? access.Expression : ((InvocationExpressionSyntax)root).Expression;
        if (root.ToString() == context.ToString())
            return called.Name is not ("Add" or "AddAsync" or "AddRange" or "AddRangeAsync" or "Update" or "Attach")
                || call.ArgumentList.Arguments.All(argument => model.GetSymbolInfo(argument.Expression).Symbol is ILocalSymbol || argument.Expression is BaseObjectCreationExpressionSyntax || model.GetTypeInfo(argument.Expression).Type is { Name: "CancellationToken" });
        return s_pure.Contains(called.ContainingType.Name);
    }

    /// <summary>A variable of the work, or a member of one.</summary>
    private static bool IsOwn(ExpressionSyntax target, IReadOnlyCollection<StatementSyntax> work, SemanticModel model)
    {
        while (target is MemberAccessExpressionSyntax access) target = access.Expression;
        return model.GetSymbolInfo(target).Symbol is ILocalSymbol local && local.DeclaringSyntaxReferences.All(reference => work.Any(statement => statement.Span.Contains(reference.Span))) || target is IdentifierNameSyntax { Identifier.ValueText: "_" };
    }
}
