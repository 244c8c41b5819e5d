using System.Collections.Concurrent;

namespace ValidCode.Memory;

/// <summary>A gate per key, made on demand and never removed.</summary>
public sealed class KeyedGates
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new();
    private readonly ConcurrentDictionary<string, string> _values = new();

    public async Task<string> GetOrLoadAsync(string key, Func<string, Task<string>> load)
    {
        if (_values.TryGetValue(key, out var known)) return known;
        var gate = _gates.GetOrAdd(key, static _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync();
        try
        {
            if (_values.TryGetValue(key, out known)) return known;
            var loaded = await load(key);
            _values[key] = loaded;
            return loaded;
        }
        finally
        {
            gate.Release();
        }
    }
}
