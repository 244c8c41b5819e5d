using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Rows;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes;

/// <summary>
/// The whole method becomes a unit of work of the runtime: a serializable transaction, run again when it lost against another one. Only where running
/// it twice does nothing twice outside of the transaction.
/// </summary>
internal sealed class UseSerializable : Rewrite
{
    private static readonly HashSet<string> s_pure = new(StringComparer.Ordinal) { "String", "Math", "Guid", "DateTime", "DateTimeOffset", "Enumerable", "Convert", "Int32", "Int64", "Decimal", "Object", "TimeSpan", "ArgumentNullException", "ControllerBase", "Controller", "Results", "TypedResults", "Queryable", "List", "Nullable" };

    public override string Action => FixActions.UseSerializable;

    public override string? Plan(FixSite site)
    {
        if (site.Model.Compilation.GetTypeByMetadataName("RaceSafe.AtomicDbContextExtensions") is null) return null;
        if (site.Place<InvocationExpressionSyntax>(FixRoles.Related) is not { Expression: MemberAccessExpressionSyntax { Expression: var context } } save) return null;
        if (save.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { Body: { } body } method || !method.Modifiers.Any(SyntaxKind.AsyncKeyword) || !AwaitStyle.CanAwait(save)) return null;
        if (context is not (IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax }) || site.Model.GetSymbolInfo(context).Symbol is not (IFieldSymbol or IParameterSymbol or IPropertySymbol)) return null;
        if (site.Model.GetDeclaredSymbol(method) is not { ReturnType: INamedTypeSymbol { Name: "Task" } returned } symbol || !IsRepeatable(body, context, symbol, site.Model)) return null;

        site.Import("RaceSafe");
        var result = returned.TypeArguments.Length == 1 ? returned.TypeArguments[0].ToMinimalDisplayString(site.Model, body.SpanStart) : null;
        var contextType = site.Model.GetTypeInfo(context).Type!.ToMinimalDisplayString(site.Model, body.SpanStart);
        var token = symbol.Parameters.FirstOrDefault(parameter => parameter.Type.Name == "CancellationToken");
        site.Replace(body, now =>
        {
            var work = ParenthesizedLambdaExpression(ParameterList(SeparatedList([Parameter(Identifier("_")), Parameter(Identifier("_"))])), now.Of(body)).WithAsyncKeyword(Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(Space));
            var arguments = new List<ArgumentSyntax> { Argument(work) };
            if (token is not null) arguments.Add(Argument(IdentifierName(token.Name)).WithNameColon(NameColon("cancellationToken")));
            var call = Spelling.Call(context.WithoutTrivia(), "SerializableAsync", [.. arguments]);
            if (result is not null) call = call.WithExpression(((MemberAccessExpressionSyntax)call.Expression).WithName(GenericName(Identifier("SerializableAsync"), TypeArgumentList(SeparatedList([ParseTypeName(contextType), ParseTypeName(result)])))));
            var awaited = AwaitStyle.Await(call, save);
            StatementSyntax statement = result is null ? ExpressionStatement(awaited) : ReturnStatement(Token(SyntaxKind.ReturnKeyword).WithTrailingTrivia(Space), awaited, Token(SyntaxKind.SemicolonToken));
            return Block(statement).WithAdditionalAnnotations(Formatter.Annotation);
        });
        return "Run in a serializable transaction, again on conflict";
    }

    /// <summary>It works on the context alone, with rows that it makes itself, and changes nothing that outlives it.</summary>
    private static bool IsRepeatable(BlockSyntax body, ExpressionSyntax context, IMethodSymbol method, SemanticModel model)
    {
        if (method.Parameters.Any(parameter => parameter.RefKind != RefKind.None)) return false;
        foreach (var node in body.DescendantNodes())
        {
            switch (node)
            {
                case InvocationExpressionSyntax call when !IsPure(call, context, model):
                case YieldStatementSyntax or LocalFunctionStatementSyntax or TryStatementSyntax or LockStatementSyntax or UsingStatementSyntax:
                case LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 }:
                case AssignmentExpressionSyntax { Parent: not InitializerExpressionSyntax, Left: var target } when !IsOwn(target, body, model):
                case PostfixUnaryExpressionSyntax { RawKind: not (int)SyntaxKind.SuppressNullableWarningExpression, Operand: var stepped } when !IsOwn(stepped, body, model):
                case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression, Operand: var step } when !IsOwn(step, body, model):
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

    /// <summary>A variable of the body, or a member of one.</summary>
    private static bool IsOwn(ExpressionSyntax target, BlockSyntax body, SemanticModel model)
    {
        while (target is MemberAccessExpressionSyntax access) target = access.Expression;
        return model.GetSymbolInfo(target).Symbol is ILocalSymbol local && local.DeclaringSyntaxReferences.All(reference => body.Span.Contains(reference.Span)) || target is IdentifierNameSyntax { Identifier.ValueText: "_" };
    }
}
