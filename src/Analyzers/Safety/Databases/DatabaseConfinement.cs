using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Safety.Confined;

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
    private readonly WrittenNames _written = new(compilation);

    /// <summary>The code runs once, before or beside the traffic: tests, seeding, migrations, start-up.</summary>
    public static Answer? SetUp(IMethodSymbol method)
    {
        if (Confinement.InTest(method)) return new("it is a test", null);
        if (method.MethodKind == MethodKind.Constructor) return new("it runs while the object is made", null);
        for (ISymbol? symbol = method; symbol is not null and not INamespaceSymbol { IsGlobalNamespace: true }; symbol = symbol.ContainingSymbol)
            if (symbol is not INamespaceSymbol && Says(symbol.Name)) return new($"'{symbol.Name}' runs while nobody else does", symbol.Locations[0]);
        for (var type = method.ContainingType; type is not null; type = type.BaseType)
            if (type.Name is "Migration" or "DbMigration" or "ModelSnapshot") return new("a migration runs alone", null);
        return method.Name is "Main" or "<Main>$" or "Configure" or "ConfigureServices" ? new("it runs at start-up", null) : null;
    }

    /// <summary>The method brings the schema up to date itself before it goes on.</summary>
    public static bool Migrates(SyntaxNode method)
    {
        foreach (var token in method.DescendantTokens())
            if (token.ValueText is "Migrate" or "MigrateAsync" or "EnsureCreated" or "EnsureCreatedAsync" && token.Parent is SimpleNameSyntax { Parent: MemberAccessExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Database" } } }) return true;
        return false;
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

    /// <summary>The context, or something that hooks into its save, gives the column another value with each change.</summary>
    public bool IsRenewedOnSave(string column) => _written.Of(column).Any(name =>
        name.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.BaseList is { } bases && bases.Types.Any(type => type.Type.ToString() is var text && (text.Contains("DbContext") || text.Contains("SaveChangesInterceptor"))));

    private bool Search(ISymbol column, INamedTypeSymbol type)
    {
        foreach (var name in _written.Of(column.Name))
        {
            var owner = name.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Identifier.ValueText;
            if (owner == type.Name || owner == column.ContainingType.Name || name.FirstAncestorOrSelf<InitializerExpressionSyntax>() is not null) continue;
            if (SymbolEqualityComparer.Default.Equals(compilation.GetSemanticModel(name.SyntaxTree).GetSymbolInfo(name).Symbol?.OriginalDefinition, column.OriginalDefinition)) return true;
        }

        return false;
    }

    private static bool Says(string name)
    {
        foreach (var word in s_setUpWords)
            if (name.IndexOf(word, StringComparison.Ordinal) >= 0) return true;
        return false;
    }
}
