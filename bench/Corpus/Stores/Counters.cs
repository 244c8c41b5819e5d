using System.Collections.Concurrent;

namespace Corpus.Part__N__;

public sealed class Counters
{
    private static int _instances;
    private readonly ConcurrentDictionary<string, int> _hits = new();
    private readonly ConcurrentDictionary<string, List<string>> _groups = new();
    private readonly ConcurrentQueue<string> _queue = new();
    private readonly object _lock = new();
    private readonly Dictionary<string, decimal> _sums = [];
    private readonly SemaphoreSlim _gate = new(1, 1);
    private long _total;
    private int _maximum;
    private Dictionary<int, string>? _lazy;

    public Counters() => Interlocked.Increment(ref _instances);

    public int Hit(string page)
    {
        Interlocked.Increment(ref _total);
        return _hits.AddOrUpdate(page, 1, (_, n) => n + 1);
    }

    public void HitCarelessly(string page)
    {
        if (_hits.ContainsKey(page)) _hits[page]++;
        else _hits[page] = 1;
        _total++;
    }

    public void Observe(int value)
    {
        if (value > _maximum) _maximum = value;
    }

    public void Add(string account, decimal amount)
    {
        lock (_lock)
        {
            _sums.TryGetValue(account, out var sum);
            _sums[account] = sum + amount;
        }
    }

    public void Join(string group, string member)
    {
        var members = _groups.GetOrAdd(group, _ => []);
        lock (members) members.Add(member);
    }

    public bool TryEnqueue(string item, int limit)
    {
        if (_queue.Count >= limit) return false;
        _queue.Enqueue(item);
        return true;
    }

    public string NameOf(int id)
    {
        _lazy ??= Enumerable.Range(0, __N__ + 10).ToDictionary(n => n, n => $"n{n}");
        return _lazy.TryGetValue(id, out var name) ? name : "";
    }

    public async Task<long> ResetAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var before = _total;
            _total = 0;
            _hits.Clear();
            return before;
        }
        finally
        {
            _gate.Release();
        }
    }

    public bool Raise(string page, int from, int to)
    {
        while (_hits.TryGetValue(page, out var now) && now == from)
            if (_hits.TryUpdate(page, to, now)) return true;
        return false;
    }
}
