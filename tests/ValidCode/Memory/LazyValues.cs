using System.Collections.Concurrent;

namespace ValidCode.Memory;

/// <summary>Made once: Lazy, LazyInitializer, and a dictionary of lazies.</summary>
public sealed class LazyValues
{
    private static readonly Lazy<string> s_machine = new(() => Environment.MachineName);
    private readonly ConcurrentDictionary<string, Lazy<byte[]>> _files = new();
    private object? _gate;
    private List<string>? _names;
    private bool _loaded;

    public static string Machine => s_machine.Value;

    public List<string> Names => LazyInitializer.EnsureInitialized(ref _names, ref _loaded, ref _gate, () => ["a", "b"]);

    public byte[] Content(string path) => _files.GetOrAdd(path, static name => new Lazy<byte[]>(() => File.ReadAllBytes(name))).Value;
}
