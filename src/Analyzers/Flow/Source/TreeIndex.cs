using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace RaceSafe.Analyzers.Flow.Source;

/// <summary>
/// What a source file mentions, from one pass over its text: enough to skip the files that cannot matter without binding them.
/// </summary>
internal sealed class TreeIndex
{
    private const int FirstTasks = 8;

    private static readonly string[] s_registrations =
    [
        "AddSingleton", "TryAddSingleton", "AddHostedService", "AddKeyedSingleton", "TryAddKeyedSingleton", "UseMiddleware", "RegisterSingleton",
        "SingleInstance", "Singleton", "TryAddEnumerable", "AddScoped", "TryAddScoped", "AddTransient", "TryAddTransient",
    ];

    private static readonly string[] s_threads =
    [
        "lock", "volatile", "Interlocked", "ImmutableInterlocked", "Monitor", "Mutex", "SpinLock", "SemaphoreSlim", "ReaderWriterLockSlim", "Lock", "Synchronized",
        "ConcurrentDictionary", "ConcurrentQueue", "ConcurrentStack", "ConcurrentBag", "BlockingCollection",
        "Thread", "ThreadPool", "Timer", "Parallel", "AsParallel", "StartNew", "Run",
    ];

    private static readonly string[] s_tasks = ["async", "Task", "ValueTask"];

    /// <summary>Where one of these stands, many callers come at once.</summary>
    private static readonly string[] s_servers =
    [
        "ControllerBase", "ApiController", "HttpContext", "RequestDelegate", "WebApplication", "IApplicationBuilder", "IServiceCollection", "IHostedService", "BackgroundService",
        "DelegatingHandler", "ServiceBase", "IConsumer", "IRequestHandler", "UntypedActor", "ReceiveActor", "Grain", "PageModel", "IJob", "ServerCallContext", "ServiceContract",
        "IHttpHandler", "IHttpModule", "HttpListener", "TcpListener", "FileSystemWatcher", "BackgroundWorker",
    ];

    private readonly Dictionary<string, Kinds> _kinds = new(StringComparer.Ordinal);
    private readonly WordSet _words;
    private readonly ConcurrentDictionary<SyntaxTree, Entry> _entries = new();

    public TreeIndex(IEnumerable<string> tellingNames)
    {
        Know(tellingNames, Kinds.Store);
        Know(s_registrations, Kinds.Registration);
        Know(s_threads, Kinds.Thread);
        Know(ModelWords, Kinds.Model);
        Know(s_tasks, Kinds.Task);
        Know(s_servers, Kinds.Server);
        _words = new(_kinds.Keys);
    }

    [Flags]
    private enum Kinds
    {
        None = 0,
        Store = 1,
        Registration = 2,
        Thread = 4,
        Model = 8,
        Task = 16,
        Server = 32,
    }

    /// <summary>Words that speak of a database model, or change what is right for the whole project.</summary>
    public static ImmutableArray<string> ModelWords { get; } = ImmutableArray.Create(
        "ModelBuilder", "EntityTypeBuilder", "DbModelBuilder", "OwnedNavigationBuilder", "OwnsOne", "ComplexProperty", "HasFilter",
        "DbUpdateConcurrencyException", "UniqueConstraintException", "EnableRetryOnFailure", "ExecutionStrategy", "AddRetry", "WaitAndRetryAsync", "RetryAsync", "AddInterceptors", "SaveChangesInterceptor");

    public Entry Of(SyntaxTree tree, CancellationToken cancellation) =>
        _entries.TryGetValue(tree, out var known) ? known : _entries.GetOrAdd(tree, Scan(tree, cancellation));

    private Entry Scan(SyntaxTree tree, CancellationToken cancellation)
    {
        var (store, serves) = (false, false);
        ImmutableArray<int>.Builder? tasks = null;
        ImmutableArray<(string, int)>.Builder? models = null;
        ImmutableArray<SimpleNameSyntax>.Builder? registrations = null;
        ImmutableArray<int>.Builder? threads = null;
        var text = tree.GetText(cancellation);
        var filter = new WordFilter();
        foreach (var (word, start) in _words.In(text, new TextSpan(0, text.Length), filter))
        {
            var kinds = _kinds[word];
            store |= (kinds & Kinds.Store) != 0;
            serves |= (kinds & Kinds.Server) != 0;
            if ((kinds & Kinds.Task) != 0 && tasks is not { Count: FirstTasks }) (tasks ??= ImmutableArray.CreateBuilder<int>()).Add(start);
            if ((kinds & Kinds.Model) != 0) (models ??= ImmutableArray.CreateBuilder<(string, int)>()).Add((word, start));
            if ((kinds & Kinds.Thread) != 0) (threads ??= ImmutableArray.CreateBuilder<int>()).Add(start);
            if ((kinds & Kinds.Registration) != 0 && tree.GetRoot(cancellation).FindToken(start) is { Parent: SimpleNameSyntax name } token && token.SpanStart == start)
                (registrations ??= ImmutableArray.CreateBuilder<SimpleNameSyntax>()).Add(name);
        }

        return new(store, tasks?.ToImmutable() ?? ImmutableArray<int>.Empty, serves, filter, models?.ToImmutable() ?? ImmutableArray<(string, int)>.Empty, registrations?.ToImmutable() ?? ImmutableArray<SimpleNameSyntax>.Empty, threads?.ToImmutable() ?? ImmutableArray<int>.Empty);
    }

    private void Know(IEnumerable<string> words, Kinds kind)
    {
        foreach (var word in words) _kinds[word] = (_kinds.TryGetValue(word, out var known) ? known : Kinds.None) | kind;
    }

    /// <summary>One file.</summary>
    /// <param name="MentionsStore">It names a type or member of a store.</param>
    /// <param name="Tasks">The first places where words stand that speak of tasks.</param>
    /// <param name="Serves">It speaks of requests, messages or services.</param>
    /// <param name="Words">What words it holds.</param>
    /// <param name="Models">Which of <see cref="ModelWords"/> stand where.</param>
    /// <param name="Registrations">Calls that look like registrations of singletons.</param>
    /// <param name="Threads">Where words stand that speak of threads.</param>
    internal sealed record Entry(bool MentionsStore, ImmutableArray<int> Tasks, bool Serves, WordFilter Words, ImmutableArray<(string Word, int Start)> Models, ImmutableArray<SimpleNameSyntax> Registrations, ImmutableArray<int> Threads);
}
