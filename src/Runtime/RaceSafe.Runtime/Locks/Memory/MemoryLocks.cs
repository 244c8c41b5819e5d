namespace RaceSafe;

/// <summary>The state of all locks of one <see cref="MemoryLockProvider"/>.</summary>
internal sealed class MemoryLocks(TimeProvider time) : ILockBackend
{
    private readonly Dictionary<string, Held> _held = new(StringComparer.Ordinal);
    private long _lastFence;

    public string Name => "memory";

    public ValueTask<LockReply> AcquireAsync(string name, string token, TimeSpan lease, TimeSpan timeout)
    {
        lock (_held)
        {
            if (Find(name) is not { } held)
            {
                // One counter for all names, so that a free lock leaves nothing behind.
                _lastFence = Math.Max(_lastFence + 1, (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
                _held[name] = new(token, _lastFence, time.GetTimestamp(), lease);
                return new(LockReply.Granted(_lastFence));
            }

            if (held.Token != token) return new(LockReply.Busy(held.Lease - time.GetElapsedTime(held.Begin)));
            _held[name] = held with { Begin = time.GetTimestamp(), Lease = lease };
            return new(LockReply.Granted(held.Fence));
        }
    }

    public ValueTask<bool> ExtendAsync(string name, string token, TimeSpan lease, TimeSpan timeout)
    {
        lock (_held)
        {
            if (Find(name) is not { } held || held.Token != token) return new(false);
            _held[name] = held with { Begin = time.GetTimestamp(), Lease = lease };
            return new(true);
        }
    }

    public ValueTask ReleaseAsync(string name, string token, TimeSpan timeout)
    {
        lock (_held)
            if (Find(name) is { } held && held.Token == token) _held.Remove(name);
        return default;
    }

    public ValueTask<IAsyncDisposable?> ListenAsync(string name, Action released, CancellationToken cancellationToken) => new((IAsyncDisposable?)null);

    public FailureClass Classify(Exception failure) => FailureClass.Deterministic;

    private Held? Find(string name)
    {
        if (!_held.TryGetValue(name, out var held)) return null;
        if (time.GetElapsedTime(held.Begin) < held.Lease) return held;
        _held.Remove(name);
        return null;
    }

    private sealed record Held(string Token, long Fence, long Begin, TimeSpan Lease);
}
