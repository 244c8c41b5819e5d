namespace RaceSafe;

/// <summary>
/// Claims and results in the memory of this process: once per key for all threads of the process and nothing beyond. For tests, development and single-instance
/// deployments; what it holds ends with the process.
/// </summary>
/// <param name="timeProvider">Clock of leases and expiry; default <see cref="TimeProvider.System"/>.</param>
public sealed class MemoryIdempotencyStore(TimeProvider? timeProvider = null) : IIdempotencyStore
{
    private const int SmallestSweep = 256;

    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal); // also the gate
    private long _lastFence;
    private int _claimsUntilSweep = SmallestSweep;

    /// <inheritdoc/>
    public string Backend => "memory";

    /// <inheritdoc/>
    public bool ClaimsLapse => true;

    // The monotonic clock: a wall clock that is set forward would let claims lapse.
    private TimeSpan Now => _time.GetElapsedTime(0);

    /// <inheritdoc/>
    public ValueTask<IdempotencyRecord> TryClaimAsync(IdempotencyClaim claim, RequestFingerprint request, TimeSpan lease, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(claim);
        lock (_entries)
        {
            var now = Now;
            var held = Find(claim.Key, now);
            var lapsed = held is { Result: null } && held.LeaseEnd <= now && held.Request == request.Value;
            if (held is not null && held.Owner != claim.Owner && !lapsed) return new(RecordOf(held, now));
            if (held?.Owner == claim.Owner && held.Result is null) return new(new IdempotencyRecord(IdempotencyState.Mine, held.Fence, held.Request, lease));

            Sweep(now);
            _entries[claim.Key] = new Entry(claim.Owner, ++_lastFence, request.Value, now + lease, now + lease * 2);
            return new(new IdempotencyRecord(IdempotencyState.Mine, _lastFence, request.Value, lease, TookOver: lapsed));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IdempotencyRecord> ReadAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_entries) return new(Find(key, Now) is { } held ? RecordOf(held, Now) : default);
    }

    /// <inheritdoc/>
    public ValueTask<bool> RenewAsync(IdempotencyClaim claim, TimeSpan lease, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Change(claim, (held, now) => held.Result is null ? held with { LeaseEnd = now + lease, End = now + lease * 2 } : null);
    }

    /// <inheritdoc/>
    public ValueTask<bool> CompleteAsync(IdempotencyClaim claim, byte[] result, TimeSpan ttl, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Change(claim, (held, now) => held with { Result = result, End = now + ttl });
    }

    /// <inheritdoc/>
    public ValueTask AbandonAsync(IdempotencyClaim claim, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        lock (_entries)
            if (_entries.TryGetValue(claim.Key, out var held) && held.Owner == claim.Owner && held.Result is null) _entries.Remove(claim.Key);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public bool IsUnavailable(Exception failure) => false;

    private static IdempotencyRecord RecordOf(Entry held, TimeSpan now) => held.Result is { } result
        ? new(IdempotencyState.Done, held.Fence, held.Request, Result: result)
        : new(IdempotencyState.InFlight, held.Fence, held.Request, held.LeaseEnd > now ? held.LeaseEnd - now : TimeSpan.Zero);

    private ValueTask<bool> Change(IdempotencyClaim claim, Func<Entry, TimeSpan, Entry?> change)
    {
        ArgumentNullException.ThrowIfNull(claim);
        lock (_entries)
        {
            var now = Now;
            if (Find(claim.Key, now) is not { } held || held.Owner != claim.Owner || change(held, now) is not { } next) return new(false);
            _entries[claim.Key] = next;
            return new(true);
        }
    }

    private Entry? Find(string key, TimeSpan now) => _entries.TryGetValue(key, out var held) && held.End > now ? held : null;

    // One sweep per as many claims as there are entries: constant cost per claim, and the dead never outnumber the living by much.
    private void Sweep(TimeSpan now)
    {
        if (--_claimsUntilSweep > 0) return;
        foreach (var (key, entry) in _entries)
            if (entry.End <= now) _entries.Remove(key);
        _claimsUntilSweep = Math.Max(SmallestSweep, _entries.Count);
    }

    private sealed record Entry(string Owner, long Fence, string Request, TimeSpan LeaseEnd, TimeSpan End, byte[]? Result = null);
}
