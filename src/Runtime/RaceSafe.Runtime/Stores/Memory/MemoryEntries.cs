using System.Diagnostics.CodeAnalysis;

namespace RaceSafe;

/// <summary>What a <see cref="MemoryAtomicStore"/> holds, and until when. Not thread-safe: the store's gate is held around every call.</summary>
internal sealed class MemoryEntries(TimeProvider timeProvider)
{
    private const long Never = long.MaxValue;
    private const int SmallestSweep = 256;

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Key, string Id), Record> _records = [];
    private readonly long _epoch = timeProvider.GetTimestamp();
    private int _writesUntilSweep = SmallestSweep;

    // The monotonic clock: a wall clock that is set forward would expire locks and ids that are still needed.
    private long Now => (long)timeProvider.GetElapsedTime(_epoch).TotalMilliseconds;

    public byte[]? Value(string key)
    {
        if (!TryFind(key, out var entry)) return null;
        return entry.Value ?? throw new WrongValueTypeException(key, "a hash", "a value");
    }

    public byte[]? Field(string key, string field) => TryFind(key, out var entry) ? Fields(key, entry).GetValueOrDefault(field) : null;

    public long Counter(string key, byte[]? value) =>
        value is null ? 0 : CounterFormat.TryParse(value, out var counter) ? counter : throw CounterFormat.NotACounter(key, value);

    public void SetValue(string key, byte[] value, TimeSpan? ttl, TtlMode mode)
    {
        var entry = FindOrAdd(key);
        entry.Value = value;
        SetDeadline(entry, ttl, mode);
    }

    public void SetField(string key, string field, byte[] value, TimeSpan? ttl, TtlMode mode)
    {
        var entry = FindOrAdd(key);
        (entry.Fields ??= new(StringComparer.Ordinal))[field] = value;
        SetDeadline(entry, ttl, mode);
    }

    public void RemoveField(string key, string field, TimeSpan? ttl)
    {
        if (!TryFind(key, out var entry)) return;
        var fields = Fields(key, entry);
        fields.Remove(field);
        if (fields.Count == 0) _entries.Remove(key);
        else SetDeadline(entry, ttl, TtlMode.Sliding);
    }

    public void Remove(string key) => _entries.Remove(key);

    public bool TryRecall<T>(string key, string id, [MaybeNullWhen(false)] out T first)
    {
        var found = _records.TryGetValue((key, id), out var record) && record.Deadline > Now;
        first = found ? (T)record.Result! : default;
        return found;
    }

    public void Remember(string key, string id, object? result, long lifetime)
    {
        CountWrite();
        _records[(key, id)] = new(result, Now + lifetime);
    }

    private static Dictionary<string, byte[]> Fields(string key, Entry entry) =>
        entry.Fields ?? throw new WrongValueTypeException(key, "a value", "a hash");

    private bool TryFind(string key, [NotNullWhen(true)] out Entry? entry)
    {
        if (!_entries.TryGetValue(key, out entry)) return false;
        if (entry.Deadline > Now) return true;
        _entries.Remove(key);
        return false;
    }

    private Entry FindOrAdd(string key)
    {
        CountWrite();
        if (!TryFind(key, out var entry)) _entries.Add(key, entry = new Entry());
        return entry;
    }

    private void SetDeadline(Entry entry, TimeSpan? ttl, TtlMode mode)
    {
        if (AtomicArguments.ToMilliseconds(ttl) is { } milliseconds && (mode == TtlMode.Sliding || entry.Deadline == Never))
            entry.Deadline = Now + milliseconds;
    }

    // One sweep per as many writes as there are entries: constant cost per write, and the dead never outnumber the living by much.
    private void CountWrite()
    {
        if (--_writesUntilSweep > 0) return;

        var now = Now;
        foreach (var (key, entry) in _entries)
            if (entry.Deadline <= now) _entries.Remove(key);
        foreach (var (key, record) in _records)
            if (record.Deadline <= now) _records.Remove(key);
        _writesUntilSweep = Math.Max(SmallestSweep, _entries.Count + _records.Count);
    }

    private readonly record struct Record(object? Result, long Deadline);

    private sealed class Entry
    {
        public byte[]? Value;
        public Dictionary<string, byte[]>? Fields;
        public long Deadline = Never;
    }
}
