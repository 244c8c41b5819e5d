namespace RaceSafe;

/// <summary>
/// Mutual exclusion per key, for synchronous and asynchronous callers of this process. A key costs memory only while it is held or waited for.
/// </summary>
/// <remarks>
/// Not reentrant: who holds a key and asks for it again waits for ever. Not fair beyond what <see cref="SemaphoreSlim"/> is. It does not reach
/// other processes: a store that others share needs an atomic operation of that store or a distributed lock.
/// </remarks>
/// <param name="comparer">Compares keys; null for the default.</param>
/// <typeparam name="TKey">Type of the key.</typeparam>
public sealed class AsyncKeyedLock<TKey>(IEqualityComparer<TKey>? comparer = null) where TKey : notnull
{
    private readonly Dictionary<TKey, Entry> _entries = new(comparer); // also the gate

    /// <summary>Number of keys that are held or waited for at this moment.</summary>
    public int Count
    {
        get
        {
            lock (_entries) return _entries.Count;
        }
    }

    /// <summary>Waits for the key. Dispose the result to let the next one in; disposing again does nothing.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the key is not held.</exception>
    public async ValueTask<IDisposable> LockAsync(TKey key, CancellationToken cancellationToken = default) =>
        (await TryLockAsync(key, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false))!;

    /// <summary>Waits for the key up to a time. Dispose the result to let the next one in; disposing again does nothing.</summary>
    /// <param name="key">The key.</param>
    /// <param name="timeout">Zero to only ask; <see cref="Timeout.InfiniteTimeSpan"/> to wait without end.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when others held the key for the whole time.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; the key is not held.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative and not infinite, or longer than <see cref="SemaphoreSlim"/> allows.</exception>
    public async ValueTask<IDisposable?> TryLockAsync(TKey key, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var entry = Enter(key);
        var held = false;
        try
        {
            held = await entry.Turn.WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
            return held ? new Holder(this, key, entry) : null;
        }
        finally
        {
            if (!held) Leave(key, entry);
        }
    }

    /// <summary>Blocks until the key is free. Dispose the result to let the next one in; disposing again does nothing.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the key is not held.</exception>
    public IDisposable Lock(TKey key, CancellationToken cancellationToken = default) =>
        TryLock(key, Timeout.InfiniteTimeSpan, cancellationToken)!;

    /// <summary>Blocks for the key up to a time. Dispose the result to let the next one in; disposing again does nothing.</summary>
    /// <inheritdoc cref="TryLockAsync"/>
    public IDisposable? TryLock(TKey key, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var entry = Enter(key);
        var held = false;
        try
        {
            held = entry.Turn.Wait(timeout, cancellationToken);
            return held ? new Holder(this, key, entry) : null;
        }
        finally
        {
            if (!held) Leave(key, entry);
        }
    }

    private Entry Enter(TKey key)
    {
        lock (_entries)
        {
            if (!_entries.TryGetValue(key, out var entry)) _entries.Add(key, entry = new Entry());
            entry.Users++;
            return entry;
        }
    }

    // The count, not the semaphore, decides when an entry goes: a waiter that has it in hand must never be left with a removed one.
    private void Leave(TKey key, Entry entry)
    {
        lock (_entries)
            if (--entry.Users == 0) _entries.Remove(key);
    }

    private sealed class Entry
    {
        public readonly SemaphoreSlim Turn = new(1, 1);
        public int Users;
    }

    // A class and not a struct: a copied struct could release twice and let two callers in.
    private sealed class Holder(AsyncKeyedLock<TKey> owner, TKey key, Entry entry) : IDisposable
    {
        private Entry? _entry = entry;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _entry, null) is not { } held) return;
            held.Turn.Release();
            owner.Leave(key, held);
        }
    }
}
