using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.Analyzers.Safety.Confined;

/// <summary>Code that runs before an object is used or after: once, by its owner.</summary>
internal static class LifeCycle
{
    private static readonly HashSet<string> s_names = new(StringComparer.Ordinal)
    {
        "Dispose", "DisposeAsync", "DisposeAsyncCore", "Close", "CloseAsync", "Start", "StartAsync", "Stop", "StopAsync", "Initialize", "InitializeAsync", "Init",
        "InitAsync", "Shutdown", "ShutdownAsync", "Configure", "ConfigureServices", "Setup", "SetUp", "Build", "OnStart", "OnStop", "Main", "<Main>$", "Finalize",
    };

    public static bool Is(IMethodSymbol method) =>
        method.MethodKind is MethodKind.Constructor or MethodKind.StaticConstructor or MethodKind.Destructor || method.IsInitOnly
        || (IsName(method.Name) && !(method.Parameters.Length > 0 && NamesOne(method.Name, method.Parameters[0].Name)));

    public static bool IsIn(SyntaxNode node)
    {
        foreach (var ancestor in node.Ancestors())
        {
            switch (ancestor)
            {
                case ConstructorDeclarationSyntax or DestructorDeclarationSyntax or FieldDeclarationSyntax or PropertyDeclarationSyntax { AccessorList: null, ExpressionBody: null }:
                    return true;
                case MethodDeclarationSyntax method:
                    return IsName(method.Identifier.ValueText) && !(method.ParameterList.Parameters is { Count: > 0 } parameters && NamesOne(method.Identifier.ValueText, parameters[0].Identifier.ValueText));
                case TypeDeclarationSyntax:
                    return false;
            }
        }

        return false;
    }

    /// <summary>It closes one of many, not the object itself: <c>Close(string connectionId)</c>.</summary>
    private static bool NamesOne(string method, string parameter) =>
        method is "Close" or "CloseAsync" or "Start" or "StartAsync" or "Stop" or "StopAsync" or "Shutdown" or "ShutdownAsync"
        && (parameter is "id" or "key" or "name" || parameter.EndsWith("Id", StringComparison.Ordinal) || parameter.EndsWith("Key", StringComparison.Ordinal) || parameter.EndsWith("Name", StringComparison.Ordinal));

    private static bool IsName(string name) => s_names.Contains(name)
        || name.StartsWith("Configure", StringComparison.Ordinal) || name.StartsWith("Initialize", StringComparison.Ordinal) || name.StartsWith("Seed", StringComparison.Ordinal)
        || name.StartsWith("Migrate", StringComparison.Ordinal);
}
