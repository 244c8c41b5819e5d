using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.CodeFixes.Rewriting.Rows;

/// <summary>The statements of a method or endpoint that belong to one context, from where it is at hand to the end.</summary>
/// <param name="Method">The method or lambda.</param>
/// <param name="Body">The body of the method or lambda, or a block in it.</param>
/// <param name="Work">Its statements, without those before the context is made.</param>
/// <param name="Result">The type that is returned; null when none is.</param>
/// <param name="Token">The name of the cancellation token, where there is one.</param>
internal sealed record UnitOfWork(IMethodSymbol Method, BlockSyntax Body, IReadOnlyList<StatementSyntax> Work, string? Result, string? Token)
{
    /// <summary>It is a part of the method.</summary>
    public bool IsPart { get; init; }

    /// <summary>The variables that the part declares and what follows it uses.</summary>
    public IReadOnlyList<string> Given { get; init; } = [];

    /// <summary>What has been saved on purpose, before an error is thrown, a transaction around both would take back: a login that failed is counted, then refused.</summary>
    public bool ThrowsAfterSave
    {
        get
        {
            var nodes = Work.SelectMany(statement => statement.DescendantNodesAndSelf()).ToList();
            var throws = nodes.Where(node => node is ThrowStatementSyntax or ThrowExpressionSyntax).ToList();
            return nodes.OfType<InvocationExpressionSyntax>().Where(RowSyntax.IsSave).Any(save => throws.Any(thrown => Follows(thrown, save)));
        }
    }

    public static UnitOfWork? Around(InvocationExpressionSyntax save, ExpressionSyntax context, FixSite site)
    {
        if (!AwaitStyle.CanAwait(save) || !IsContext(site.Model.GetTypeInfo(context).Type) || context is not (IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax }) || Function(save, site.Model) is not { } function) return null;
        if (function.Symbol is not { ReturnType: INamedTypeSymbol { Name: "Task", TypeArguments: { Length: < 2 } returned } } symbol || symbol.Parameters.Any(parameter => parameter.RefKind != RefKind.None)) return null;
        if (WorkOn(site.Model.GetSymbolInfo(context).Symbol, function.Body) is not { } work) return null;
        return new(
            symbol, function.Body, work, returned.Length == 1 ? returned[0].ToMinimalDisplayString(site.Model, function.Body.SpanStart) : null,
            symbol.Parameters.FirstOrDefault(parameter => parameter.Type.Name == "CancellationToken")?.Name);
    }

    /// <summary>Later in the text, or in the same loop, and on no other branch.</summary>
    private bool Follows(SyntaxNode later, SyntaxNode earlier)
    {
        var around = earlier.Ancestors().TakeWhile(outer => outer != Body).ToList();
        if (around.Any(loop => RowSyntax.IsLoop(loop) && loop.Contains(later))) return true;
        return later.SpanStart > earlier.Span.End && !around.TakeWhile(outer => !outer.Contains(later)).Any(outer => IsOtherBranch(outer, later) || (outer is BlockSyntax block && RowSyntax.Leaves(block)));
    }

    private static bool IsOtherBranch(SyntaxNode branch, SyntaxNode place) => branch.Parent is IfStatementSyntax { Else: { } other } decision && decision.Statement == branch && other.Contains(place);

    private static bool IsContext(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
            if (type.Name == "DbContext") return true;
        return false;
    }

    /// <summary>An async method, or an async lambda that is handed to somebody as an endpoint.</summary>
    private static (IMethodSymbol Symbol, BlockSyntax Body)? Function(SyntaxNode save, SemanticModel model) => save.FirstAncestorOrSelf<SyntaxNode>(node => node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax or AccessorDeclarationSyntax) switch
    {
        MethodDeclarationSyntax { Body: { } body } method when method.Modifiers.Any(SyntaxKind.AsyncKeyword) && model.GetDeclaredSymbol(method) is { } symbol => (symbol, body),
        ParenthesizedLambdaExpressionSyntax { Block: { } body, AsyncKeyword.RawKind: not 0 } lambda when model.GetTypeInfo(lambda).ConvertedType is { Name: "Delegate" } && model.GetSymbolInfo(lambda).Symbol is IMethodSymbol symbol => (symbol, body),
        _ => null,
    };

    private static IReadOnlyList<StatementSyntax>? WorkOn(ISymbol? context, BlockSyntax body)
    {
        if (context is IFieldSymbol or IParameterSymbol or IPropertySymbol) return body.Statements;
        if (context is not ILocalSymbol { DeclaringSyntaxReferences: { Length: 1 } made } || made[0].GetSyntax() is not VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } declared } } || declared.Parent != body) return null;
        return [.. body.Statements.Skip(body.Statements.IndexOf(declared) + 1)];
    }
}
