using System.Collections.Concurrent;

namespace ValidCode.Memory;

/// <summary>A ConcurrentDictionary used by its own atomic calls.</summary>
public sealed class AtomicDictionaryUse
{
    private readonly ConcurrentDictionary<string, int> _hits = new();
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<string>> _pending = new();

    public int Hit(string page) => _hits.AddOrUpdate(page, 1, static (_, n) => n + 1);

    public int Of(string page) => _hits.TryGetValue(page, out var n) ? n : 0;

    public void Halve(string page)
    {
        while (_hits.TryGetValue(page, out var n))
            if (_hits.TryUpdate(page, n / 2, n)) return;
    }

    public Task<string> Ask(Guid id)
    {
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_pending.TryAdd(id, answer)) throw new InvalidOperationException("asked twice");
        return answer.Task;
    }

    public void Answer(Guid id, string text)
    {
        if (_pending.TryRemove(id, out var answer)) answer.TrySetResult(text);
    }
}
