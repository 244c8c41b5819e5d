using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using RaceSafe.Analyzers;
using RaceSafe.CodeFixes.Fixes;

namespace RaceSafe.CodeFixes.Tests.Execution;

/// <summary>Applies our fixes to a source until no finding offers one, as a person does who accepts the first action each time.</summary>
internal static class Fixed
{
    /// <param name="source">The source.</param>
    /// <param name="key">The equivalence key to choose; null for the default.</param>
    public static async Task<string> Source(string source, string? key = null)
    {
        var workspace = new AdhocWorkspace();
        var project = workspace.AddProject(ProjectInfo.Create(ProjectId.CreateNewId(), VersionStamp.Default, "P", "P", LanguageNames.CSharp)
            .WithCompilationOptions(new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable))
            .WithMetadataReferences(Executed.References));
        project = project.AddDocument("Usings.cs", Executed.Usings).Project;
        var document = project.AddDocument("Program.cs", source);
        for (var round = 0; round < 20; round++)
        {
            if (await Next(document, key) is not { } action) break;
            var changed = (await action.GetOperationsAsync(default)).OfType<ApplyChangesOperation>().Single().ChangedSolution;
            document = changed.GetDocument(document.Id)!;
        }

        return (await document.GetTextAsync()).ToString();
    }

    private static async Task<CodeAction?> Next(Document document, string? key)
    {
        var compilation = (await document.Project.GetCompilationAsync())!;
        var findings = await compilation.WithAnalyzers([new RaceAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        var tree = await document.GetSyntaxTreeAsync();
        foreach (var finding in findings.Where(one => one.Location.SourceTree == tree))
        {
            var offered = ImmutableArray.CreateBuilder<CodeAction>();
            await new MakeAtomicFix().RegisterCodeFixesAsync(new CodeFixContext(document, finding, (action, _) => offered.Add(action), default));
            if (offered.FirstOrDefault(action => key is null || action.EquivalenceKey == key) is { } chosen) return chosen;
        }

        return null;
    }
}
