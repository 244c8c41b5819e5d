using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace RaceSafe.Runtime.Redis.Tests.NewerClients;

/// <summary>
/// The sources of the Redis back end compile, without a warning, against clients that this build cannot run. Which one the package is built with is a
/// property of the build.
/// </summary>
public sealed class NewerClientTests
{
    private static readonly CSharpParseOptions Language = new(LanguageVersion.CSharp14, DocumentationMode.Diagnose);

    private static readonly Dictionary<string, string?> FromBuild = typeof(NewerClientTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().ToDictionary(fact => fact.Key, fact => fact.Value);

    public static TheoryData<string> Clients => [.. FromBuild["NewerClients"]!.Split(',')];

    [Theory]
    [MemberData(nameof(Clients))]
    public void The_sources_compile_against_the_client(string version)
    {
        var compilation = Compile(Sources(), version);
        Assert.Equal(version.Split('.')[0], $"{compilation.References.Select(compilation.GetAssemblyOrModuleSymbol).OfType<IAssemblySymbol>()
            .Single(a => a.Name == "StackExchange.Redis").Identity.Version.Major}");
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public void A_call_that_the_client_lacks_would_be_seen(string version)
    {
        var bad = CSharpSyntaxTree.ParseText("class Bad { void M(StackExchange.Redis.IDatabase db) => db.NoSuchCommand(); }", Language);
        Assert.Contains(Compile(Sources().Append(bad), version).GetDiagnostics(), d => d.Id == "CS1061");
    }

    private static CSharpCompilation Compile(IEnumerable<SyntaxTree> sources, string version)
    {
        var client = Path.Combine(FromBuild["PackageRoot"]!, "stackexchange.redis", version, "lib", "net8.0", "StackExchange.Redis.dll");
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is not ("StackExchange.Redis.dll" or "RaceSafe.Runtime.Redis.dll"));
        return CSharpCompilation.Create(
            "RaceSafe.Runtime.Redis", sources, platform.Append(client).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
                .WithSpecificDiagnosticOptions([new("CS1701", ReportDiagnostic.Suppress)])); // of a client for .NET 8 on .NET 10; the SDK suppresses it too
    }

    private static IEnumerable<SyntaxTree> Sources()
    {
        const string implicitUsings = """
            global using System;
            global using System.Collections.Generic;
            global using System.IO;
            global using System.Linq;
            global using System.Threading;
            global using System.Threading.Tasks;
            """;
        var root = FromBuild["RuntimeSources"]!;
        var files = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj")).ToList();
        Assert.Contains(files, file => Path.GetFileName(file) == "RedisAtomicStore.cs");
        return files.Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), Language, file)).Append(CSharpSyntaxTree.ParseText(implicitUsings, Language));
    }
}
