using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace RaceSafe.Analyzers.Tests.Conventions;

/// <summary>src/Analyzers and src/CodeFixes as one compilation, to ask what uses what.</summary>
internal static class OwnSources
{
    private static readonly string[] s_usings =
        ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"];

    public static CSharpCompilation Compilation { get; } = Compile("src/Analyzers", "src/CodeFixes");

    public static CSharpCompilation Compile(params string[] folders)
    {
        var parse = new CSharpParseOptions(LanguageVersion.Preview);
        var usings = CSharpSyntaxTree.ParseText(string.Concat(s_usings.Select(name => $"global using {name};\n")), parse, "GlobalUsings.g.cs");
        var trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("RaceSafe.", StringComparison.Ordinal));
        return CSharpCompilation.Create(
            "Own",
            folders.SelectMany(folder => Checkout.Files(folder)).Select(path => CSharpSyntaxTree.ParseText(Checkout.Read(path), parse, path)).Append(usings),
            trusted.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
    }
}
