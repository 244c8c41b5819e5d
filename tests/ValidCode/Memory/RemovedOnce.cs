using System.Collections.Concurrent;

namespace ValidCode.Memory;

/// <summary>Whoever removes the entry is told by the removal itself, or does not care.</summary>
public sealed class RemovedOnce
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource<string>> _pending = new();
    private readonly ConcurrentDictionary<int, DateTimeOffset> _deadlines = new();
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<int, byte>> _groups = new();

    public bool Complete(int id, string text) => _pending.TryRemove(id, out var source) && source.TrySetResult(text);

    public void Forget(int id)
    {
        if (_pending.ContainsKey(id)) _pending.TryRemove(id, out _);
    }

    public bool IsAlive(int id)
    {
        if (!_deadlines.TryGetValue(id, out var deadline)) return false;
        if (deadline > DateTimeOffset.UtcNow) return true;
        _deadlines.TryRemove(id, out _);
        return false;
    }

    public bool Leave(string group, int member)
    {
        if (!_groups.TryGetValue(group, out var members)) return false;
        if (!members.TryRemove(member, out _)) return false;
        if (members.IsEmpty) _groups.TryRemove(group, out _);
        return true;
    }

    public int Sweep(Func<int, bool> isDead)
    {
        var removed = 0;
        foreach (var pair in _deadlines)
            if (isDead(pair.Key) && _deadlines.TryRemove(pair)) removed++;
        return removed;
    }
}
