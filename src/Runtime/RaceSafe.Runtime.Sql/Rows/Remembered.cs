using System.Collections.Concurrent;

namespace RaceSafe;

/// <summary>What is made once for all calls that look alike. Where names are made up at run time there is no end to them, so all is forgotten now and then.</summary>
internal sealed class Remembered<TKey, TValue> where TKey : notnull
{
    private const int Most = 1000; // more than a program has

    private readonly ConcurrentDictionary<TKey, TValue> _known = [];

    public TValue Get<TState>(TKey key, TState state, Func<TState, TValue> make)
    {
        if (_known.TryGetValue(key, out var known)) return known;
        if (_known.Count >= Most) _known.Clear();
        return _known[key] = make(state);
    }
}
