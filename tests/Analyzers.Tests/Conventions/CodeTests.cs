using Microsoft.CodeAnalysis;

namespace RaceSafe.Analyzers.Tests.Conventions;

/// <summary>Short files, no state that outlives a compilation, nothing that a compiler host does not have.</summary>
public class CodeTests
{
    private const int RuleBudget = 120, SourceBudget = 250, Limit = 400;

    private static readonly string[] s_changes = ["Add", "AddRange", "Clear", "Remove", "UnionWith", "ExceptWith", "Push", "Enqueue", "SetValue", "Sort", "Insert"];

    /// <summary>Counted without the usings: what a file imports is not what it says.</summary>
    [Fact]
    public void Files_are_short() => Assert.Empty(
        new[] { "src", "tests", "eng", "bench", "samples" }.SelectMany(folder => Checkout.Files(folder))
            .Select(path => (path, Lines: File.ReadLines(Checkout.At(path)).Count(line => !line.StartsWith("using ", StringComparison.Ordinal))))
            .Where(file => file.Lines > Budget(file.path)).Select(file => file.ToString()));

    [Fact]
    public void Static_fields_are_read_only_and_of_no_type_that_is_there_to_change()
    {
        string[] growing = ["ConcurrentDictionary", "ConcurrentBag", "ConcurrentQueue", "ConcurrentStack", "ConditionalWeakTable", "ThreadLocal", "AsyncLocal", "Lazy", "StringBuilder"];

        Assert.Empty(StaticFields().Where(field => !(field.IsConst || field.IsReadOnly) || growing.Contains(field.Type.Name)).Select(field => field.ToDisplayString()));
    }

    [Fact]
    public void Static_collections_are_private_and_never_changed()
    {
        var mutable = StaticFields().Where(field => field.Type is IArrayTypeSymbol || field.Type.Name is "HashSet" or "List" or "Dictionary").ToList();

        Assert.Empty(mutable.Where(field => field.DeclaredAccessibility != Accessibility.Private && field.AssociatedSymbol is null).Select(field => field.ToDisplayString()));
        foreach (var field in mutable)
        {
            var text = field.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree.ToString() ?? "";
            Assert.DoesNotContain(s_changes, change => text.Contains($"{field.Name}.{change}("));
        }
    }

    [Fact]
    public void The_analyzer_references_the_compiler_and_the_base_library_only() => Assert.Empty(typeof(RaceAnalyzer).Assembly.GetReferencedAssemblies()
        .Select(reference => reference.Name!)
        .Except(["netstandard", "Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp", "System.Collections.Immutable", "System.Memory"]));

    [Fact]
    public void The_analyzer_asks_for_no_newer_compiler_than_the_floor() => Assert.Equal(
        new Version(4, 8, 0, 0), typeof(RaceAnalyzer).Assembly.GetReferencedAssemblies().Single(reference => reference.Name == "Microsoft.CodeAnalysis").Version);

    private static int Budget(string path) => path switch
    {
        _ when path.StartsWith("src/Analyzers/Rules/", StringComparison.Ordinal) => RuleBudget,
        _ when path.StartsWith("src/", StringComparison.Ordinal) => SourceBudget,
        _ => Limit,
    };

    private static IEnumerable<IFieldSymbol> StaticFields()
    {
        var types = new Stack<INamespaceOrTypeSymbol>([OwnSources.Compilation.Assembly.GlobalNamespace]);
        while (types.TryPop(out var next))
        {
            foreach (var member in next.GetMembers())
            {
                if (member is INamespaceOrTypeSymbol inner) types.Push(inner);
                if (member is IFieldSymbol { IsStatic: true } field && next is INamedTypeSymbol { TypeKind: not TypeKind.Enum }) yield return field;
            }
        }
    }
}
