using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.Analyzers.Tests.Conventions;

/// <summary>The data's path goes one way (docs/architecture.md). A folder uses the folders listed here and no other.</summary>
public class BorderTests
{
    private const string Entry = "(root)", Polyfills = "/Polyfills.cs";

    private static readonly Dictionary<string, string[]> s_mayUse = new()
    {
        ["Stores"] = [],
        ["Reporting"] = [],
        ["Options"] = ["Stores"],
        ["Flow"] = ["Stores"],
        ["Hazards"] = ["Flow", "Stores"],
        ["Safety"] = ["Flow", "Stores", "Options"],
        ["Rules"] = ["Hazards", "Safety", "Flow", "Stores", "Options", "Reporting"],
        [Entry] = ["Rules", "Hazards", "Safety", "Flow", "Stores", "Options", "Reporting"],
        ["CodeFixes"] = ["Reporting"],
    };

    /// <summary>The question that Safety answers is about a pair; how the pair was found is not its business.</summary>
    private static readonly string[] s_theQuestion = ["Hazard", "HazardPattern"];

    private static readonly Lazy<IReadOnlyList<(string From, string To, string Type, string Where)>> s_uses = new(() => [.. FindUses()]);

    public static TheoryData<string> Folders => [.. s_mayUse.Keys];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Uses_only_what_lies_before_it(string folder) => Assert.Empty(s_uses.Value
        .Where(use => use.From == folder && !s_mayUse[folder].Contains(use.To) && !(folder == "Safety" && s_theQuestion.Contains(use.Type)))
        .Select(use => $"{use.Where}: {use.From} uses {use.To}.{use.Type}").Distinct());

    [Fact]
    public void Every_folder_is_on_the_map() =>
        Assert.Empty(Checkout.Files("src/Analyzers").Select(FolderOf).Distinct().Except(s_mayUse.Keys));

    [Fact]
    public void The_test_sees_uses() => Assert.All(
        new[] { ("Flow", "Stores"), ("Hazards", "Flow"), ("Rules", "Hazards"), ("Rules", "Safety"), ("CodeFixes", "Reporting") },
        use => Assert.Contains(s_uses.Value, seen => (seen.From, seen.To) == use));

    [Fact]
    public void A_namespace_is_its_folder() => Assert.Empty(OwnSources.Compilation.SyntaxTrees
        .SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().Select(space => (tree.FilePath, Name: space.Name.ToString())))
        .Where(space => space.Name != NamespaceOf(space.FilePath) && !space.FilePath.EndsWith(Polyfills, StringComparison.Ordinal)).Select(space => space.ToString()));

    private static IEnumerable<(string From, string To, string Type, string Where)> FindUses()
    {
        foreach (var tree in OwnSources.Compilation.SyntaxTrees.Where(tree => tree.FilePath.StartsWith("src/", StringComparison.Ordinal)))
        {
            var model = OwnSources.Compilation.GetSemanticModel(tree);
            foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                if (name.FirstAncestorOrSelf<UsingDirectiveSyntax>() is not null || model.GetSymbolInfo(name).Symbol is not { } symbol) continue;
                var type = symbol as INamedTypeSymbol ?? symbol.ContainingType;
                while (type?.ContainingType is { } outer) type = outer;
                if (type?.OriginalDefinition.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree.FilePath is not { } file) continue;
                if (file.EndsWith(Polyfills, StringComparison.Ordinal)) continue;
                var (from, to) = (FolderOf(tree.FilePath), FolderOf(file));
                if (from != to) yield return (from, to, type.Name, $"{tree.FilePath}:{name.GetLocation().GetLineSpan().StartLinePosition.Line + 1}");
            }
        }
    }

    private static string FolderOf(string path) => path.Split('/') switch
    {
        [_, "CodeFixes", ..] => "CodeFixes",
        [_, _, _] => Entry,
        [_, _, var folder, ..] => folder,
        _ => path,
    };

    private static string NamespaceOf(string path) => "RaceSafe." + string.Join('.', path.Split('/')[1..^1]);
}
