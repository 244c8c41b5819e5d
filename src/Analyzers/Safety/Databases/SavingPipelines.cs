using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Source;

namespace RaceSafe.Analyzers.Safety.Databases;

/// <summary>Filters, middleware and behaviours that save what a handler of a request has changed, once it is done.</summary>
internal sealed class SavingPipelines(FlowContext context)
{
    private static readonly WordSet s_saves = new(["SaveChanges", "SaveChangesAsync"]);

    private static readonly HashSet<string> s_stages = new(StringComparer.Ordinal)
    {
        "IActionFilter", "IAsyncActionFilter", "IResultFilter", "IAsyncResultFilter", "IPageFilter", "IAsyncPageFilter", "IEndpointFilter", "ActionFilterAttribute",
        "IMiddleware", "IPipelineBehavior", "IRequestPostProcessor",
    };

    private static readonly HashSet<string> s_handlers = new(StringComparer.Ordinal) { "ControllerBase", "Controller", "ApiController", "PageModel", "IRequestHandler", "ICommandHandler" };

    private readonly Lazy<bool> _save = new(() => Search(context));

    /// <summary>Some stage of the pipeline saves.</summary>
    public bool Save => _save.Value;

    /// <summary>The method answers a request.</summary>
    public static bool Handles(IMethodSymbol method)
    {
        if (method.DeclaredAccessibility != Accessibility.Public) return false;
        for (var type = method.ContainingType; type is not null; type = type.BaseType)
            if (s_handlers.Contains(type.Name)) return true;
        foreach (var contract in method.ContainingType.AllInterfaces)
            if (s_handlers.Contains(contract.Name)) return true;
        return false;
    }

    private static bool Search(FlowContext context)
    {
        foreach (var tree in context.Compilation.SyntaxTrees)
        {
            if (!s_saves.MayBeIn(context.Trees.Of(tree, CancellationToken.None).Words)) continue;
            var text = tree.GetText();
            foreach (var (_, start) in s_saves.In(text, new(0, text.Length)))
                if (tree.GetRoot().FindToken(start).Parent is SimpleNameSyntax { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } } && call.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { BaseList: { } bases } && bases.Types.Any(IsStage)) return true;
        }

        return false;
    }

    private static bool IsStage(BaseTypeSyntax type) => s_stages.Contains((type.Type as QualifiedNameSyntax)?.Right.Identifier.ValueText ?? (type.Type as SimpleNameSyntax)?.Identifier.ValueText ?? type.Type.ToString().Split('.').Last());
}
