using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.CodeFixes.Rewriting.Caches;

/// <summary>
/// Can a statement run again? It may change what was made here, nothing else, and call only what has no other effect: the framework's own
/// functions, and methods of objects that were made there.
/// </summary>
internal sealed class Repeatable(InvocationExpressionSyntax read, SemanticModel model)
{
    private readonly HashSet<ISymbol> _locals = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _made = new(SymbolEqualityComparer.Default);

    /// <summary>The variables seen so far.</summary>
    public IEnumerable<ILocalSymbol> Locals => _locals.OfType<ILocalSymbol>();

    public bool Is(SyntaxNode part)
    {
        foreach (var node in part.DescendantNodesAndSelf())
        {
            if (IsOfRead(node)) continue;
            if (Forbidden(node)) return false;
            Note(node);
            if (!Allowed(node)) return false;
        }

        return true;
    }

    /// <summary>The read itself, what it is given, and its await.</summary>
    private bool IsOfRead(SyntaxNode node) => read.Span.Contains(node.Span)
        ? node is not SingleVariableDesignationSyntax
        : node.Span.Contains(read.Span) && node is AwaitExpressionSyntax or InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } };

    private static bool Forbidden(SyntaxNode node) => node is
        AwaitExpressionSyntax or ReturnStatementSyntax or YieldStatementSyntax or GotoStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax or LocalFunctionStatementSyntax
        or LockStatementSyntax or UsingStatementSyntax or TryStatementSyntax or FixedStatementSyntax or UnsafeStatementSyntax or RefExpressionSyntax or LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 };

    private void Note(SyntaxNode node)
    {
        var declared = node switch
        {
            VariableDeclaratorSyntax or SingleVariableDesignationSyntax or ForEachStatementSyntax or ParameterSyntax => model.GetDeclaredSymbol(node),
            _ => null,
        };
        if (declared is null) return;
        _locals.Add(declared);
        if (node is not VariableDeclaratorSyntax { Initializer.Value: var value } || IsMade(value)) _made.Add(declared);
    }

    private bool Allowed(SyntaxNode node) => node switch
    {
        AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } => true,
        AssignmentExpressionSyntax assignment => IsOwn(assignment.Left),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } step => IsOwn(step.Operand),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression } step => IsOwn(step.Operand),
        ArgumentSyntax { RefKindKeyword.RawKind: (int)SyntaxKind.OutKeyword, Expression: var target } => target is DeclarationExpressionSyntax || IsOwn(target),
        ArgumentSyntax { RefKindKeyword.RawKind: (int)SyntaxKind.RefKeyword } => false,
        InvocationExpressionSyntax call => Calls(call),
        _ => true,
    };

    private bool Calls(InvocationExpressionSyntax call)
    {
        if (call.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" }) return true;
        if (model.GetSymbolInfo(call).Symbol is not IMethodSymbol method) return false;
        if (IsFramework(method) && (method.IsStatic || method.ReducedFrom is not null)) return method.ReducedFrom is null || !method.ReturnsVoid;
        if (method.IsStatic || method.ReducedFrom is not null || call.Expression is not MemberAccessExpressionSyntax member) return false;
        return IsOwn(member.Expression) || model.GetTypeInfo(member.Expression).Type is { } type && (type.IsValueType || type.SpecialType == SpecialType.System_String) && (IsFramework(method) || type.Name == "RedisValue")
            || model.GetTypeInfo(member.Expression).Type?.Name is "Encoding" or "StringComparer" or "TimeProvider" && IsFramework(method);
    }

    private static bool IsFramework(IMethodSymbol method) => method.ContainingNamespace?.ToString() is { } place
        && (place == "System" || place.StartsWith("System.", StringComparison.Ordinal) || place == "Newtonsoft.Json") && method.ContainingType.Name is not ("Console" or "File" or "Directory" or "Interlocked" or "Environment" or "Debug" or "Trace");

    /// <summary>The path starts at something that was made here.</summary>
    private bool IsOwn(ExpressionSyntax target)
    {
        while (true)
        {
            switch (target)
            {
                case MemberAccessExpressionSyntax member: target = member.Expression; break;
                case ElementAccessExpressionSyntax element: target = element.Expression; break;
                case ParenthesizedExpressionSyntax inner: target = inner.Expression; break;
                case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure: target = sure.Operand; break;
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax } call: target = ((MemberAccessExpressionSyntax)call.Expression).Expression; break;
                case IdentifierNameSyntax name: return model.GetSymbolInfo(name).Symbol is { } symbol && _made.Contains(symbol);
                default: return target is BaseObjectCreationExpressionSyntax or LiteralExpressionSyntax;
            }
        }
    }

    /// <summary>A new object, a number, or something that comes out of the read.</summary>
    private bool IsMade(ExpressionSyntax value) => value.DescendantNodesAndSelf().Any(node =>
            node == read || node is BaseObjectCreationExpressionSyntax or CollectionExpressionSyntax or LiteralExpressionSyntax || node is IdentifierNameSyntax name && model.GetSymbolInfo(name).Symbol is { } symbol && _made.Contains(symbol))
        || model.GetTypeInfo(value).Type is { IsValueType: true };
}
