using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace RaceSafe.CodeFixes.Tests.Execution;

/// <summary>
/// A piece of code that is compiled, loaded and run: the proof of a fix is what the code does before and after. The source declares
/// a public class <c>Program</c>; every run has an object of its own.
/// </summary>
internal sealed class Executed
{
    private readonly Type _program;

    /// <summary>The usings of a new project.</summary>
    public const string Usings = "global using System; global using System.Collections.Generic; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";

    private Executed(Type program) => _program = program;

    /// <summary>The class, for runs that need more than these.</summary>
    public Type Program => _program;

    /// <summary>What the test itself runs on: the framework, our runtime and what that needs.</summary>
    public static IReadOnlyList<MetadataReference> References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var file && (file.StartsWith("System.", StringComparison.Ordinal) || file.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) || file is "netstandard.dll" or "RaceSafe.Runtime.dll" or "RaceSafe.Runtime.Redis.dll" or "StackExchange.Redis.dll"))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static Executed Compile(string source)
    {
        var compilation = CSharpCompilation.Create(
            "Executed" + Guid.NewGuid().ToString("N"),
            [
                CSharpSyntaxTree.ParseText(Usings),
                CSharpSyntaxTree.ParseText(source),
            ],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
        using var assembly = new MemoryStream();
        var emitted = compilation.Emit(assembly);
        if (!emitted.Success) throw new InvalidOperationException(string.Join("\n", emitted.Diagnostics.Where(one => one.Severity == DiagnosticSeverity.Error)));
        assembly.Position = 0;
        return new(new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(assembly).GetType("Program")!);
    }

    /// <summary>Calls a method of a new object, then tells the outcome: what it returned or threw, and what the object's <c>State()</c> says.</summary>
    public string Alone(string method, params object?[] arguments)
    {
        var target = Activator.CreateInstance(_program)!;
        var outcome = "";
        try
        {
            outcome = $"returned {Invoke(target, method, arguments) ?? "nothing"}";
        }
        catch (Exception failure)
        {
            outcome = $"threw {failure.GetType().Name}";
        }

        return $"{outcome}; {Invoke(target, "State")}";
    }

    /// <summary>Calls a method of one object many times on several threads that start together, then gives the object's <c>State()</c>.</summary>
    public string Together(string method, int threads, int times, params object?[] arguments)
    {
        var target = Activator.CreateInstance(_program)!;
        var call = _program.GetMethod(method)!;
        using var start = new Barrier(threads);
        Exception? failure = null;
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            try
            {
                start.SignalAndWait();
                for (var i = 0; i < times; i++) call.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null);
            }
            catch (Exception thrown)
            {
                failure = thrown;
            }
        })).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
        return $"{Invoke(target, "State")}";
    }

    private object? Invoke(object target, string method, params object?[] arguments) =>
        _program.GetMethod(method)!.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null);
}
