using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace RaceSafe.Examples;

/// <summary>
/// A block of the README under <c>&lt;!-- runs: name --&gt;</c>. A comment <c>// => text</c> behind a statement says what it gives; the statement
/// is run and its value, as text, must be that.
/// </summary>
/// <param name="Name">Which stores it uses.</param>
/// <param name="Code">The lines between the fences.</param>
internal sealed partial record Example(string Name, string Code)
{
    public static IReadOnlyList<Example> In(string markdown) =>
        [.. Blocks().Matches(markdown.Replace("\r\n", "\n")).Select(block => new Example(block.Groups["name"].Value, block.Groups["code"].Value))];

    /// <summary>Runs the block. What it may name are the public properties of the stage.</summary>
    public async Task RunAsync(object stage)
    {
        var run = Compile(stage.GetType()).GetType("Example")!.GetMethod("RunAsync")!;
        await (Task)run.Invoke(null, [stage, (Action<object?, string>)((given, expected) => Assert.Equal(expected, Text(given)))])!;
    }

    /// <summary>Each statement whose value is told, as a check of it.</summary>
    internal string Checked()
    {
        var checks = new StringBuilder();
        foreach (var line in Code.Split('\n'))
        {
            var told = Told().Match(line);
            if (!told.Success) checks.AppendLine(line);
            else if (told.Groups["name"].Success) checks.AppendLine($"{told.Groups["statement"].Value}; Expect({told.Groups["name"].Value}, \"{told.Groups["value"].Value}\");");
            else checks.AppendLine($"Expect({told.Groups["statement"].Value}, \"{told.Groups["value"].Value}\");");
        }

        return checks.ToString();
    }

    private Assembly Compile(Type stage)
    {
        var names = string.Concat(stage.GetProperties().Select(property => $"var {property.Name} = stage.{property.Name};\n"));
        var source = $$"""
            using System; using System.Collections.Generic; using System.Linq; using System.Threading; using System.Threading.Tasks;
            using Microsoft.EntityFrameworkCore; using RaceSafe; using RaceSafe.Examples; using StackExchange.Redis;
            public static class Example
            {
                static int _seats; static double _peak; static bool _open;
                public static async Task RunAsync({{stage.FullName!.Replace('+', '.')}} stage, Action<object?, string> Expect)
                {
                    {{names}}
                    {{Checked()}}
                    await Task.CompletedTask;
                }
            }
            """;
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(file => MetadataReference.CreateFromFile(file));
        var compilation = CSharpCompilation.Create($"Example.{Name}", [CSharpSyntaxTree.ParseText(source)], references,
            new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)) + "\n" + source);
        return Assembly.Load(image.ToArray());
    }

    private static string Text(object? value) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value}");

    [GeneratedRegex(@"<!-- runs: (?<name>\w+) -->\n+```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"^(?<statement>((await using )?var (?<name>\w+) = )?.*?);\s*// => (?<value>.*)$")]
    private static partial Regex Told();
}
