using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace RaceSafe.Testing.Analyzers;

/// <summary>The solution that a test describes, and what its markup expects in each file.</summary>
internal sealed class TestSolution
{
    private const string Root = "/0/";

    internal const string ImplicitUsings = """
        global using global::System;
        global using global::System.Collections.Generic;
        global using global::System.IO;
        global using global::System.Linq;
        global using global::System.Net.Http;
        global using global::System.Threading;
        global using global::System.Threading.Tasks;
        """;

    /// <summary>A rule that crashes fails its test instead of saying RACE0000. A test's own configuration wins.</summary>
    private const string Strict = """
        is_global = true
        global_level = -1000
        racesafe.strict = true
        """;

    private readonly Dictionary<DocumentId, Markup> _marked = [];
    private readonly Setup _setup;

    private TestSolution(Setup setup) => _setup = setup;

    public Solution Solution { get; private set; } = null!;

    /// <summary>The documents that the test wrote, and their markup.</summary>
    public IReadOnlyDictionary<DocumentId, Markup> Marked => _marked;

    /// <summary>With <paramref name="copies"/> the project under test is there several times: that is what Fix All in a solution is for.</summary>
    public static TestSolution Create(Code code, Setup setup, Layout layout, int copies = 1)
    {
        var test = new TestSolution(setup) { Solution = new AdhocWorkspace().CurrentSolution };
        var libraries = new List<ProjectId>();
        foreach (var library in setup.Projects)
            libraries.Add(test.AddProject(library.Name, library.Code.Select(layout.Apply), libraries));
        for (var copy = 0; copy < copies; copy++)
        {
            var project = test.AddProject(copy == 0 ? "Test" : $"Test{copy + 1}", code.Select(layout.Apply), libraries);
            foreach (var (path, text) in setup.AdditionalFiles)
                test.Solution = test.Solution.AddAdditionalDocument(DocumentId.CreateNewId(project), path, SourceText.From(text), filePath: Root + path);
        }

        return test;
    }

    private ProjectId AddProject(string name, Code code, IEnumerable<ProjectId> references)
    {
        var id = ProjectId.CreateNewId(name);
        var trees = code.All.Select(file => CSharpSyntaxTree.ParseText(Markup.Parse(file.Text).Text).GetCompilationUnitRoot());
        var kind = trees.Any(root => root.Members.Any(member => member is GlobalStatementSyntax))
            ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        var path = $"{Root}{name}/{name}.csproj";
        Solution = Solution.AddProject(ProjectInfo.Create(id, VersionStamp.Default, name, name, LanguageNames.CSharp, path)
            .WithCompilationOptions(new CSharpCompilationOptions(kind, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable))
            .WithParseOptions(new CSharpParseOptions(_setup.Language, DocumentationMode.Parse, preprocessorSymbols: _setup.Symbols))
            .WithProjectReferences(references.Select(reference => new ProjectReference(reference)))
            .WithMetadataReferences(References.Resolve(_setup.Framework, _setup.References)));

        foreach (var (file, text) in code.All)
        {
            var markup = Markup.Parse(text);
            _marked.Add(AddDocument(id, name, file, markup.Text), markup);
        }

        if (_setup.ImplicitUsings) AddDocument(id, name, "obj/GlobalUsings.g.cs", ImplicitUsings);
        AddConfig(id, $"{Root}{name}/strict.globalconfig", Strict);
        AddConfig(id, $"{Root}{name}/.editorconfig", _setup.EditorConfig);
        AddConfig(id, $"{Root}{name}/.globalconfig", _setup.GlobalConfig is { } global && !global.Contains("is_global")
            ? "is_global = true\n" + global : _setup.GlobalConfig);
        return id;
    }

    private DocumentId AddDocument(ProjectId project, string folder, string path, string text)
    {
        var id = DocumentId.CreateNewId(project, path);
        Solution = Solution.AddDocument(id, path, SourceText.From(text), filePath: $"{Root}{folder}/{path}");
        return id;
    }

    private void AddConfig(ProjectId project, string path, string? text)
    {
        if (text is null) return;
        Solution = Solution.AddAnalyzerConfigDocument(DocumentId.CreateNewId(project, path), path, SourceText.From(text), filePath: path);
    }
}
