using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using RaceSafe.Analyzers;
using RaceSafe.CodeFixes.Fixes;

namespace RaceSafe.Cures.Tests.Databases;

/// <summary>Applies nothing but our fixes to a source, and compiles what comes out.</summary>
internal static class Cure
{
    private const string Usings = "global using System; global using System.Collections.Generic; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";

    private static readonly CSharpCompilationOptions s_options = new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable);

    /// <summary>Everything that this test itself runs on.</summary>
    private static readonly IReadOnlyList<MetadataReference> s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Takes the first action of the first finding until no finding offers one. Gives the text and the findings that are left.</summary>
    public static async Task<(string Text, IReadOnlyList<string> Applied, IReadOnlyList<string> Left)> Of(string source)
    {
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject(ProjectInfo.Create(ProjectId.CreateNewId(), VersionStamp.Default, "P", "P", LanguageNames.CSharp)
            .WithCompilationOptions(s_options).WithMetadataReferences(s_references));
        project = project.AddDocument("Usings.cs", Usings).Project;
        var document = project.AddDocument("Program.cs", source);
        var applied = new List<string>();
        while (applied.Count < 20 && await Next(document) is { } action)
        {
            applied.Add(action.Title);
            var changed = (await action.GetOperationsAsync(default)).OfType<ApplyChangesOperation>().Single().ChangedSolution;
            document = changed.GetDocument(document.Id)!;
        }

        return ((await document.GetTextAsync()).ToString(), applied, [.. (await Findings(document)).Select(finding => finding.ToString())]);
    }

    /// <summary>The class <c>Program</c> of a source.</summary>
    public static Type Compile(string source)
    {
        var compilation = CSharpCompilation.Create("Cure" + Guid.NewGuid().ToString("N"), [CSharpSyntaxTree.ParseText(Usings), CSharpSyntaxTree.ParseText(source)], s_references, s_options);
        using var assembly = new MemoryStream();
        var emitted = compilation.Emit(assembly);
        if (!emitted.Success) throw new InvalidOperationException(string.Join("\n", emitted.Diagnostics.Where(one => one.Severity == DiagnosticSeverity.Error)) + "\n" + source);
        assembly.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(assembly).GetType("Program")!;
    }

    private static async Task<CodeAction?> Next(Document document)
    {
        foreach (var finding in await Findings(document))
        {
            var offered = ImmutableArray.CreateBuilder<CodeAction>();
            await new MakeAtomicFix().RegisterCodeFixesAsync(new CodeFixContext(document, finding, (action, _) => offered.Add(action), default));
            if (offered.Count > 0) return offered[0];
        }

        return null;
    }

    private static async Task<IEnumerable<Diagnostic>> Findings(Document document)
    {
        var compilation = (await document.Project.GetCompilationAsync())!;
        var tree = await document.GetSyntaxTreeAsync();
        return (await compilation.WithAnalyzers([new RaceAnalyzer()]).GetAnalyzerDiagnosticsAsync()).Where(finding => finding.Location.SourceTree == tree);
    }
}
