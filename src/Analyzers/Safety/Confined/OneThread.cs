using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow.Source;

namespace RaceSafe.Analyzers.Safety.Confined;

/// <summary>
/// Programs that one thread runs: games, compilers, tools, user interfaces. That a member is static says that all callers share it, and not that there
/// are two at once. A library is used by who knows whom, and anything that serves requests has many callers. But where hardly a file speaks of threads,
/// tasks or requests, and none of those that do knows the type, nothing shows a second caller.
/// </summary>
internal sealed class OneThread(Compilation compilation, TreeIndex trees)
{
    /// <summary>With fewer files, that a type has no such neighbours says nothing.</summary>
    private const int ManyFiles = 50;

    /// <summary>Of a program that has several threads, at least one file in so many speaks of them.</summary>
    private const int FilesPerSpeaker = 10;

    private const string SetsLoop = "SetSynchronizationContext";

    private readonly Lazy<Kind> _kind = new(() => KindOf(compilation, trees));
    private readonly Lazy<bool> _hasMessageLoop = new(() => RunsMessages(compilation, trees));
    private readonly ConcurrentDictionary<string, bool> _neighbours = new(StringComparer.Ordinal);

    /// <summary>Nothing shows that several threads come to what the type shares.</summary>
    public bool Runs(INamedTypeSymbol type) => _kind.Value switch
    {
        { IsAlone: true } => true,
        { Speakers: { IsDefault: false } speakers } => !(_neighbours.TryGetValue(type.Name, out var known) ? known : _neighbours.GetOrAdd(type.Name, IsNamed(type.Name, speakers))),
        _ => false,
    };

    /// <summary>
    /// A large program whose entry point asks for the thread of a user interface, or that has a loop of its own to which awaited work comes back: the rest
    /// of it runs there, but for what is started elsewhere.
    /// </summary>
    public bool HasMessageLoop => _hasMessageLoop.Value;

    private static bool RunsMessages(Compilation compilation, TreeIndex trees)
    {
        if (!compilation.SyntaxTrees.Skip(ManyFiles).Any() || compilation.SyntaxTrees.Any(tree => trees.Of(tree, CancellationToken.None).Serves)) return false;
        return compilation.GetSymbolsWithName("Main", SymbolFilter.Member).Any(main => main.IsStatic && main.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "STAThreadAttribute" or "STAThread"))
            || compilation.SyntaxTrees.Any(tree => trees.Of(tree, CancellationToken.None).Words.MayHold(SetsLoop) && new WordSet([SetsLoop]).In(tree.GetText(), new(0, tree.GetText().Length)).Any());
    }

    private bool IsNamed(string type, ImmutableArray<SyntaxTree> speakers)
    {
        var word = new WordSet([type]);
        foreach (var tree in speakers)
            if (trees.Of(tree, CancellationToken.None).Words.MayHold(type) && tree.GetText() is var text && word.In(text, new(0, text.Length)).Any()) return true;
        return false;
    }

    private static Kind KindOf(Compilation compilation, TreeIndex trees)
    {
        var speakers = ImmutableArray.CreateBuilder<SyntaxTree>();
        var files = 0;
        foreach (var tree in compilation.SyntaxTrees)
        {
            var entry = trees.Of(tree, CancellationToken.None);
            if (entry.Serves) return default;
            files++;
            if (entry.Tasks.Any(start => IsSpoken(tree, start)) || entry.Threads.Any(start => IsSpoken(tree, start))) speakers.Add(tree);
        }

        if (speakers.Count == 0 && IsProgram(compilation)) return new(true, default);
        return files >= ManyFiles && speakers.Count * FilesPerSpeaker < files ? new(false, speakers.ToImmutable()) : default;
    }

    /// <summary>
    /// The word stands in code, and is not a member of something else. What only looks at the thread that it is on is left out, and so are timers of which
    /// none is made here: many that have the name, in games above all, are base classes, and ring on the thread of the game.
    /// </summary>
    private static bool IsSpoken(SyntaxTree tree, int start)
    {
        var token = tree.GetRoot().FindToken(start);
        if (token.SpanStart != start || token.IsPartOfStructuredTrivia()) return false;
        if (token.Parent is not SimpleNameSyntax name) return token.Kind() is SyntaxKind.LockKeyword or SyntaxKind.VolatileKeyword or SyntaxKind.AsyncKeyword;
        return token.ValueText switch
        {
            "Timer" => IsMade(name),
            "Thread" => name.Parent is ObjectCreationExpressionSyntax,
            "Run" or "StartNew" => name.Parent is MemberAccessExpressionSyntax { Expression: { } receiver } && receiver.ToString().Contains("Task"),
            "AsParallel" => true,
            _ => name.Parent is not MemberAccessExpressionSyntax access || access.Expression == name || access.Expression.ToString().EndsWith("Threading", StringComparison.Ordinal),
        };
    }

    private static bool IsMade(SimpleNameSyntax timer) => (timer.Parent is QualifiedNameSyntax whole ? whole.Parent : timer.Parent) switch
    {
        ObjectCreationExpressionSyntax creation => creation.Type is QualifiedNameSyntax || creation.ArgumentList is { Arguments.Count: > 0 },
        VariableDeclarationSyntax declaration => declaration.Variables.Any(variable => variable.Initializer?.Value is ImplicitObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: > 0 }),
        _ => false,
    };

    private static bool IsProgram(Compilation compilation) =>
        compilation.Options.OutputKind is OutputKind.ConsoleApplication or OutputKind.WindowsApplication
        || compilation.GetSymbolsWithName("Main", SymbolFilter.Member).Any(member => member is IMethodSymbol { IsStatic: true });

    /// <summary>What the compilation is.</summary>
    /// <param name="IsAlone">A program in which nothing speaks of threads, tasks or requests.</param>
    /// <param name="Speakers">The few files that do; default where they are many, or the program small.</param>
    private readonly record struct Kind(bool IsAlone, ImmutableArray<SyntaxTree> Speakers);
}
