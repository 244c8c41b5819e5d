using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.Analyzers.Safety.Databases;

/// <summary>Why can no second caller be at that row at the same time?</summary>
internal sealed class DatabaseConfinement(Compilation compilation)
{
    private static readonly string[] s_setUpWords =
        ["Seed", "Migrat", "Initializ", "Initialis", "Bootstrap", "Startup", "StartUp", "Fixture", "Tests", "Fake", "Benchmark", "Installer", "Upgrad", "Demo", "Sample", "Mock", "Import"];

    private static readonly HashSet<string> s_background = new(StringComparer.Ordinal)
    {
        "BackgroundService", "IHostedService", "IHostedLifecycleService", "IJob", "IScheduledTask", "IBackgroundTask", "IInvocable", "QuartzJobBackgroundWorkerBase",
        "BackgroundJob", "IBackgroundJob", "IPeriodicTask", "IRecurringJob", "PeriodicBackgroundWorkerBase", "AsyncPeriodicBackgroundWorkerBase", "IStartupTask",
    };

    private readonly ConcurrentDictionary<(ISymbol Column, INamedTypeSymbol Type), bool> _writtenElsewhere = new();
    private readonly Lazy<ILookup<string, SimpleNameSyntax>> _written = new(() => Written(compilation).ToLookup(name => name.Identifier.ValueText, StringComparer.Ordinal));

    /// <summary>The code runs once, before or beside the traffic: tests, seeding, migrations, start-up.</summary>
    public static Answer? SetUp(IMethodSymbol method)
    {
        if (Safety.Confinement.InTest(method)) return new("it is a test", null);
        if (method.MethodKind == MethodKind.Constructor) return new("it runs while the object is made", null);
        for (ISymbol? symbol = method; symbol is not null and not INamespaceSymbol { IsGlobalNamespace: true }; symbol = symbol.ContainingSymbol)
            if (symbol is not INamespaceSymbol && Says(symbol.Name)) return new($"'{symbol.Name}' runs while nobody else does", symbol.Locations[0]);
        for (var type = method.ContainingType; type is not null; type = type.BaseType)
            if (type.Name is "Migration" or "DbMigration" or "ModelSnapshot") return new("a migration runs alone", null);
        return method.Name is "Main" or "<Main>$" or "Configure" or "ConfigureServices" ? new("it runs at start-up", null) : null;
    }

    /// <summary>The code is a job of which one instance runs.</summary>
    public static Answer? Background(IMethodSymbol method)
    {
        for (var type = method.ContainingType; type is not null; type = type.BaseType)
            if (s_background.Contains(type.Name)) return new($"'{method.ContainingType.Name}' runs in the background", method.ContainingType.Locations[0]);
        foreach (var type in method.ContainingType.AllInterfaces)
            if (s_background.Contains(type.Name)) return new($"'{method.ContainingType.Name}' runs in the background", method.ContainingType.Locations[0]);
        return method.ContainingType.Name.EndsWith("Job", StringComparison.Ordinal) || method.ContainingType.Name.EndsWith("Worker", StringComparison.Ordinal)
            || method.ContainingType.Name.EndsWith("HostedService", StringComparison.Ordinal)
            ? new($"'{method.ContainingType.Name}' runs in the background", method.ContainingType.Locations[0])
            : null;
    }

    /// <summary>A type other than that one, and other than the entity itself, changes the column.</summary>
    public bool IsWrittenOutside(ISymbol column, INamedTypeSymbol type) => _writtenElsewhere.GetOrAdd((column, type), key => Search(key.Column, key.Type));

    private bool Search(ISymbol column, INamedTypeSymbol type)
    {
        foreach (var name in _written.Value[column.Name])
        {
            var owner = name.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Identifier.ValueText;
            if (owner == type.Name || owner == column.ContainingType.Name || name.FirstAncestorOrSelf<InitializerExpressionSyntax>() is not null) continue;
            if (SymbolEqualityComparer.Default.Equals(compilation.GetSemanticModel(name.SyntaxTree).GetSymbolInfo(name).Symbol?.OriginalDefinition, column.OriginalDefinition)) return true;
        }

        return false;
    }

    /// <summary>Every name that is assigned or stepped: one pass for all columns.</summary>
    private static IEnumerable<SimpleNameSyntax> Written(Compilation compilation)
    {
        foreach (var tree in compilation.SyntaxTrees)
            foreach (var token in tree.GetRoot().DescendantTokens())
                if (token.IsKind(SyntaxKind.IdentifierToken) && token.Parent is SimpleNameSyntax name && IsWritten(name)) yield return name;
    }

    private static bool IsWritten(SimpleNameSyntax name)
    {
        ExpressionSyntax target = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
        return target.Parent is PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax || (target.Parent is AssignmentExpressionSyntax assignment && assignment.Left == target);
    }

    private static bool Says(string name)
    {
        foreach (var word in s_setUpWords)
            if (name.IndexOf(word, StringComparison.Ordinal) >= 0) return true;
        return false;
    }
}
