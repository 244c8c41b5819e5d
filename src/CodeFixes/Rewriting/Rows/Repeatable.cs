using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.CodeFixes.Rewriting.Rows;

/// <summary>Whether work on rows may run twice, because nothing outside of its transaction notices.</summary>
internal sealed class Repeatable
{
    private const int MaxDepth = 3;

    private static readonly HashSet<string> s_pure = new(StringComparer.Ordinal)
    {
        "String", "Math", "Guid", "DateTime", "DateTimeOffset", "DateOnly", "TimeProvider", "Enumerable", "Convert", "Int32", "Int64", "Decimal", "Double", "Boolean", "Char", "Object", "Enum", "TimeSpan",
        "ArgumentNullException", "ArgumentException", "ArgumentOutOfRangeException", "ControllerBase", "Controller", "PageModel", "Results", "TypedResults", "Queryable", "Nullable",
        "LoggerExtensions", "ILogger", "PrincipalExtensions", "ClaimsPrincipal", "JsonSerializer", "Regex", "Encoding", "Path", "BitConverter", "HashCode", "Random", "RandomNumberGenerator",
        "SHA256", "SHA512", "BCrypt", "IPasswordHasher",
    };

    private readonly string _context;
    private readonly Compilation _compilation;
    private readonly OwnObjects _own;
    private readonly int _depth;

    private Repeatable(string context, Compilation compilation, OwnObjects own, int depth) => (_context, _compilation, _own, _depth) = (context, compilation, own, depth);

    /// <summary>It works on the context alone, with rows that it loads or makes itself, and changes nothing that outlives it.</summary>
    /// <param name="work">The statements.</param>
    /// <param name="context">The expression of the context.</param>
    /// <param name="model">Binds them.</param>
    public static bool Is(IReadOnlyCollection<StatementSyntax> work, ExpressionSyntax context, SemanticModel model) =>
        new Repeatable(context.ToString(), model.Compilation, new(work, model, ownsThis: false, ownsParameters: false), 0).Holds(work);

    private bool Holds(IReadOnlyCollection<SyntaxNode> work)
    {
        foreach (var node in work.SelectMany(statement => statement.DescendantNodesAndSelf()))
        {
            switch (node)
            {
                case InvocationExpressionSyntax call when !IsPure(call):
                case YieldStatementSyntax or LocalFunctionStatementSyntax or TryStatementSyntax or LockStatementSyntax or UsingStatementSyntax:
                case LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 }:
                case AssignmentExpressionSyntax { Parent: not InitializerExpressionSyntax, Left: var target } when !_own.Has(target):
                case PostfixUnaryExpressionSyntax { RawKind: not (int)SyntaxKind.SuppressNullableWarningExpression, Operand: var stepped } when !_own.Has(stepped):
                case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression, Operand: var step } when !_own.Has(step):
                    return false;
            }
        }

        return true;
    }

    private bool IsPure(InvocationExpressionSyntax call)
    {
        if (call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } or IdentifierNameSyntax { Identifier.ValueText: "nameof" }) return true;
        if (_own.Model.GetSymbolInfo(call).Symbol is not IMethodSymbol called) return false;
        var receiver = Receiver(call);
        if (IsOnContext(call)) return !called.Name.Contains("Transaction") && called.Name is not ("Add" or "AddAsync" or "AddRange" or "AddRangeAsync" or "Update" or "Attach") || call.ArgumentList.Arguments.All(argument => _own.IsGiven(argument.Expression));
        if (s_pure.Contains(called.ContainingType.Name)) return true;
        if (receiver is not null && _own.Has(receiver)) return IsOfSystem(called) || Runs(called, ownsThis: true, ownsParameters: false);
        var isHelper = !called.IsVirtual && !called.IsAbstract && call.Expression is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax };
        return isHelper && Runs(called, _own.OwnsThis, call.ArgumentList.Arguments.All(argument => _own.IsGiven(argument.Expression)));
    }

    /// <summary>The body of a method of the user's own may run twice.</summary>
    private bool Runs(IMethodSymbol method, bool ownsThis, bool ownsParameters)
    {
        if (_depth == MaxDepth || method.DeclaringSyntaxReferences.Length != 1 || method.DeclaringSyntaxReferences[0].GetSyntax() is not MethodDeclarationSyntax declared) return false;
        IReadOnlyCollection<SyntaxNode> work = declared.Body is { } body ? body.Statements : declared.ExpressionBody is { } expression ? [expression.Expression] : [];
        if (work.Count == 0 && declared.Body is null || !_compilation.ContainsSyntaxTree(declared.SyntaxTree)) return false;
        return new Repeatable(_context, _compilation, new(work, _compilation.GetSemanticModel(declared.SyntaxTree), ownsThis, ownsParameters), _depth + 1).Holds(work);
    }

    /// <summary>Some receiver along the chain is the context itself.</summary>
    private bool IsOnContext(InvocationExpressionSyntax call)
    {
        ExpressionSyntax? root = call;
        while (root is not null && root.ToString() != _context) root = root switch { MemberAccessExpressionSyntax access => access.Expression, InvocationExpressionSyntax inner => inner.Expression, _ => null };
        return root is not null;
    }

    private static ExpressionSyntax? Receiver(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Expression,
        MemberBindingExpressionSyntax => call.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>()?.Expression,
        _ => null,
    };

    /// <summary>A method of the base library, of a list or a text: it changes what it is called on, and nothing else.</summary>
    private static bool IsOfSystem(IMethodSymbol method)
    {
        var space = method.ContainingNamespace;
        while (space is { ContainingNamespace.IsGlobalNamespace: false }) space = space.ContainingNamespace;
        return space?.Name == "System";
    }
}
