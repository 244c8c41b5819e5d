using System.Collections.Immutable;

namespace ValidCode.Memory;

/// <summary>Readers take a snapshot; writers replace it by a loop or under a lock.</summary>
public sealed class ImmutableSnapshot
{
    private readonly object _gate = new();
    private ImmutableDictionary<string, int> _rates = ImmutableDictionary<string, int>.Empty;
    private ImmutableList<Action> _listeners = [];

    public void Set(string name, int rate) => ImmutableInterlocked.Update(ref _rates, (rates, pair) => rates.SetItem(pair.name, pair.rate), (name, rate));

    public int? Rate(string name) => Volatile.Read(ref _rates).TryGetValue(name, out var rate) ? rate : null;

    public void Subscribe(Action listener)
    {
        lock (_gate) _listeners = _listeners.Add(listener);
    }

    public void Raise()
    {
        ImmutableList<Action> listeners;
        lock (_gate) listeners = _listeners;
        foreach (var listener in listeners) listener();
    }
}
