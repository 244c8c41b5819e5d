using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Safety.Evidence;

namespace RaceSafe.Analyzers.Safety.Confined;

/// <summary>Code that sets a program up: one thread runs it, before anybody is served.</summary>
internal static class StartUp
{
    public static bool Is(IMethodSymbol method, SharedTypes types) =>
        IsName(method.Name) || IsBuilderStep(method) || IsFluentStep(method)
        || (method.Name is "Start" or "StartAsync" or "StartingAsync" or "Initialize" or "InitializeAsync" or "Init" or "InitAsync" && types.Declared(method.ContainingType) is not null);

    private static bool IsName(string name) =>
        name is "Main" or "ConfigureServices" or "Configure" || name.Contains("Startup") || name.Contains("StartUp") || name.Contains("Bootstrap")
        || name.StartsWith("Seed", StringComparison.Ordinal) || name.StartsWith("Migrate", StringComparison.Ordinal);

    /// <summary>An extension of what a program is built with: <c>app.MapProxy()</c>, <c>services.AddBus()</c>.</summary>
    private static bool IsBuilderStep(IMethodSymbol method) =>
        method.IsExtensionMethod && method.Parameters[0].Type.Name is "IServiceCollection" or "IApplicationBuilder" or "IEndpointRouteBuilder" or "IHostBuilder" or "IWebHostBuilder" or "IHostApplicationBuilder" or "WebApplicationBuilder" or "WebApplication" or "IHost";

    /// <summary>It gives back the object it was called on, for the next step of a set-up.</summary>
    private static bool IsFluentStep(IMethodSymbol method)
    {
        if (method.ReturnsVoid || method.DeclaringSyntaxReferences.Length != 1 || method.DeclaringSyntaxReferences[0].GetSyntax() is not MethodDeclarationSyntax declaration) return false;
        if (declaration.ExpressionBody is { } arrow) return IsOwn(arrow.Expression);
        var returns = declaration.DescendantNodes(node => node is not AnonymousFunctionExpressionSyntax and not LocalFunctionStatementSyntax).OfType<ReturnStatementSyntax>();
        return returns.Any() && returns.All(one => one.Expression is { } value && IsOwn(value));

        bool IsOwn(ExpressionSyntax value) =>
            value is ThisExpressionSyntax || (method.IsExtensionMethod && value is IdentifierNameSyntax name && name.Identifier.ValueText == method.Parameters[0].Name);
    }
}
