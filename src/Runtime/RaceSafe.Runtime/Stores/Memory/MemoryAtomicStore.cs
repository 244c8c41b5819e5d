namespace RaceSafe;

/// <summary>
/// An <see cref="IAtomicStore"/> in the memory of this process: every operation is atomic for all threads of the process and nothing beyond.
/// For tests, development and single-instance deployments; what it holds ends with the process.
/// </summary>
/// <remarks>
/// Expired entries vanish at the next look at them and are swept away as the store is written to, so memory is bounded by what was written
/// within the longest time to live.
/// </remarks>
public sealed class MemoryAtomicStore : IAtomicStore
{
    private readonly object _gate = new();
    private readonly MemoryEntries _entries;
    private readonly long _operationIdLifetime;

    /// <summary>Makes an empty store.</summary>
    /// <param name="options">Default: 10 minutes memory for operation ids.</param>
    /// <param name="timeProvider">Clock of expiry; default <see cref="TimeProvider.System"/>.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of range.</exception>
    public MemoryAtomicStore(AtomicStoreOptions? options = null, TimeProvider? timeProvider = null)
    {
        options ??= new AtomicStoreOptions();
        options.Validate();
        _operationIdLifetime = AtomicArguments.ToMilliseconds(options.OperationIdLifetime)!.Value;
        _entries = new MemoryEntries(timeProvider ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public string Backend => "memory";

    /// <inheritdoc/>
    public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckKey(key);
        return InOneStep(() => _entries.Value(key), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask SetAsync(string key, byte[] value, TimeSpan? ttl = null, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckKey(key);
        ArgumentNullException.ThrowIfNull(value);
        AtomicArguments.CheckTtl(ttl);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            _entries.Remove(key);
            _entries.SetValue(key, value, ttl, TtlMode.Sliding);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<AtomicResult<long>> IncrementAsync(
        string key, long by = 1, TimeSpan? ttl = null, TtlMode ttlMode = TtlMode.OnCreate,
        OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckIncrement(key, ttl, ttlMode);
        return Once(key, operationId, () =>
        {
            var sum = checked(_entries.Counter(key, _entries.Value(key)) + by);
            _entries.SetValue(key, CounterFormat.Format(sum), ttl, ttlMode);
            return AtomicResult.Applied(sum);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<AtomicResult<long>> TryIncrementAsync(
        string key, long by = 1, long min = long.MinValue, long max = long.MaxValue, LimitMode limitMode = LimitMode.Reject,
        TimeSpan? ttl = null, TtlMode ttlMode = TtlMode.OnCreate,
        OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckIncrement(key, ttl, ttlMode);
        AtomicArguments.CheckRange(min, max, limitMode);
        return Once(key, operationId, () =>
        {
            var current = _entries.Counter(key, _entries.Value(key));
            var sum = (Int128)current + by;
            if (limitMode == LimitMode.Reject && (sum < min || sum > max)) return AtomicResult.Refused(current);

            var next = (long)Int128.Clamp(sum, min, max);
            _entries.SetValue(key, CounterFormat.Format(next), ttl, ttlMode);
            return AtomicResult.Applied(next);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<AtomicResult<byte[]?>> CompareAndSetAsync(
        string key, byte[]? expected, byte[]? value, TimeSpan? ttl = null,
        OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckKey(key);
        AtomicArguments.CheckTtl(ttl);
        return Once(key, operationId, () =>
        {
            var current = _entries.Value(key);
            if (!Same(current, expected)) return AtomicResult.Refused(current);

            if (value is null) _entries.Remove(key);
            else _entries.SetValue(key, value, ttl, TtlMode.Sliding);
            return AtomicResult.Applied(value);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<AtomicResult<byte[]?>> TakeAsync(
        string key, OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckKey(key);
        return Once(key, operationId, () =>
        {
            var current = _entries.Value(key);
            if (current is null) return AtomicResult.Refused(current);

            _entries.Remove(key);
            return AtomicResult.Applied<byte[]?>(current);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<AtomicResult<byte[]>> TryClaimAsync(
        string key, byte[] value, TimeSpan? ttl = null, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckKey(key);
        AtomicArguments.CheckTtl(ttl);
        ArgumentNullException.ThrowIfNull(value);
        return InOneStep(() =>
        {
            if (_entries.Value(key) is { } holder)
                return Same(holder, value) ? AtomicResult.Replayed(holder) : AtomicResult.Refused(holder);

            _entries.SetValue(key, value, ttl, TtlMode.Sliding);
            return AtomicResult.Applied(value);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<byte[]?> HashGetAsync(string key, string field, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckKey(key);
        AtomicArguments.CheckKey(field);
        return InOneStep(() => _entries.Field(key, field), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<AtomicResult<long>> HashIncrementAsync(
        string key, string field, long by = 1, TimeSpan? ttl = null, TtlMode ttlMode = TtlMode.OnCreate,
        OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckIncrement(key, ttl, ttlMode);
        AtomicArguments.CheckKey(field);
        return Once(key, operationId, () =>
        {
            var sum = checked(_entries.Counter(key, _entries.Field(key, field)) + by);
            _entries.SetField(key, field, CounterFormat.Format(sum), ttl, ttlMode);
            return AtomicResult.Applied(sum);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<AtomicResult<byte[]?>> HashCompareAndSetAsync(
        string key, string field, byte[]? expected, byte[]? value, TimeSpan? ttl = null,
        OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckKey(key);
        AtomicArguments.CheckKey(field);
        AtomicArguments.CheckTtl(ttl);
        return Once(key, operationId, () =>
        {
            var current = _entries.Field(key, field);
            if (!Same(current, expected)) return AtomicResult.Refused(current);

            if (value is null) _entries.RemoveField(key, field, ttl);
            else _entries.SetField(key, field, value, ttl, TtlMode.Sliding);
            return AtomicResult.Applied(value);
        }, cancellationToken);
    }

    private static bool Same(byte[]? one, byte[]? other) =>
        one is null ? other is null : other is not null && one.AsSpan().SequenceEqual(other);

    private ValueTask<AtomicResult<T>> Once<T>(
        string key, OperationId id, Func<AtomicResult<T>> operation, CancellationToken cancellationToken) =>
        InOneStep(() =>
        {
            if (id.IsNone) return operation();
            if (_entries.TryRecall<T>(key, id.Value, out var first)) return AtomicResult.Replayed(first);

            var result = operation();
            if (result.Succeeded) _entries.Remember(key, id.Value, result.Value, _operationIdLifetime);
            return result;
        }, cancellationToken);

    // Failures are thrown from here and not stored in the task: the call never suspends, so both look the same to `await`.
    private ValueTask<T> InOneStep<T>(Func<T> operation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate) return new(operation());
    }
}
