using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.Analyzers.Safety;

/// <summary>Code that runs before an object is used or after: once, by its owner.</summary>
internal static class LifeCycle
{
    private static readonly HashSet<string> s_names = new(StringComparer.Ordinal)
    {
        "Dispose", "DisposeAsync", "DisposeAsyncCore", "Close", "CloseAsync", "Start", "StartAsync", "Stop", "StopAsync", "Initialize", "InitializeAsync", "Init",
        "InitAsync", "Shutdown", "ShutdownAsync", "Configure", "ConfigureServices", "Setup", "SetUp", "Build", "OnStart", "OnStop", "Main", "<Main>$", "Finalize",
    };

    public static bool Is(IMethodSymbol method) =>
        method.MethodKind is MethodKind.Constructor or MethodKind.StaticConstructor or MethodKind.Destructor || method.IsInitOnly || IsName(method.Name);

    public static bool IsIn(SyntaxNode node)
    {
        foreach (var ancestor in node.Ancestors())
        {
            switch (ancestor)
            {
                case ConstructorDeclarationSyntax or DestructorDeclarationSyntax or FieldDeclarationSyntax or PropertyDeclarationSyntax { AccessorList: null, ExpressionBody: null }:
                    return true;
                case MethodDeclarationSyntax method:
                    return IsName(method.Identifier.ValueText);
                case TypeDeclarationSyntax:
                    return false;
            }
        }

        return false;
    }

    private static bool IsName(string name) => s_names.Contains(name)
        || name.StartsWith("Configure", StringComparison.Ordinal) || name.StartsWith("Initialize", StringComparison.Ordinal) || name.StartsWith("Seed", StringComparison.Ordinal)
        || name.StartsWith("Migrate", StringComparison.Ordinal);
}
