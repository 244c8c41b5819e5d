using System.Data.Common;
using System.Transactions;

namespace RaceSafe;

/// <summary>
/// An <see cref="IAtomicStore"/> in a table of PostgreSQL or SQLite: atomic for all processes that use the database. Needs the tables of
/// <see cref="SqlSchema"/>.
/// </summary>
/// <remarks>
/// Each operation is one short transaction that locks its key, reads, decides and writes: two round trips on PostgreSQL. It is a transaction of its own, also in the scope of an ambient one,
/// and stays when that is rolled back. Times to live are counted
/// by the clock of the database. Call <see cref="SqlSchema.DeleteExpiredAsync"/> now and then: what has expired is invisible but takes up room.
/// </remarks>
public sealed class SqlAtomicStore : IAtomicStore
{
    private readonly SqlCaller _caller;
    private readonly AtomicStoreOptions _options;
    private readonly EntryTransaction _transaction;

    /// <summary>Uses a database; nothing is sent yet.</summary>
    /// <param name="source">An <c>NpgsqlDataSource</c>, or <c>SqliteFactory.Instance.CreateDataSource(…)</c>. Not disposed by the store.</param>
    /// <param name="options">Default: 10 s of retries, 10 minutes memory for operation ids.</param>
    /// <exception cref="NotSupportedException">The database is neither of the two.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of range.</exception>
    public SqlAtomicStore(DbDataSource source, AtomicStoreOptions? options = null)
    {
        _options = options ?? new AtomicStoreOptions();
        _options.Validate();
        _caller = new SqlCaller(source);
        _transaction = EntryTransaction.For(_caller.Dialect, AtomicArguments.ToMilliseconds(_options.OperationIdLifetime)!.Value);
    }

    /// <inheritdoc/>
    public string Backend => _caller.Dialect.Backend;

    /// <inheritdoc/>
    public async ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckKey(key);
        return await ReadAsync(EntryName.Of(key), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask SetAsync(string key, byte[] value, TimeSpan? ttl = null, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckKey(key);
        ArgumentNullException.ThrowIfNull(value);
        AtomicArguments.CheckTtl(ttl);
        await WriteAsync("set", EntryName.Of(key), default, _ => EntryChange<byte[]>.Replace(value, ttl), repeatable: true, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<AtomicResult<long>> IncrementAsync(
        string key, long by = 1, TimeSpan? ttl = null, TtlMode ttlMode = TtlMode.OnCreate,
        OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckIncrement(key, ttl, ttlMode);
        return IncrementAsync(EntryName.Of(key), by, ttl, ttlMode, operationId, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<AtomicResult<long>> TryIncrementAsync(
        string key, long by = 1, long min = long.MinValue, long max = long.MaxValue, LimitMode limitMode = LimitMode.Reject,
        TimeSpan? ttl = null, TtlMode ttlMode = TtlMode.OnCreate,
        OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckIncrement(key, ttl, ttlMode);
        AtomicArguments.CheckRange(min, max, limitMode);
        return WriteAsync("try_increment", EntryName.Of(key), operationId, entry =>
        {
            var current = entry.Counter;
            var sum = (Int128)current + by;
            if (limitMode == LimitMode.Reject && (sum < min || sum > max)) return EntryChange<long>.Refuse(current);
            var next = (long)Int128.Clamp(sum, min, max);
            return EntryChange<long>.Put(next, CounterFormat.Format(next), ttl, ttlMode);
        }, repeatable: false, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<AtomicResult<byte[]?>> CompareAndSetAsync(
        string key, byte[]? expected, byte[]? value, TimeSpan? ttl = null,
        OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckKey(key);
        AtomicArguments.CheckTtl(ttl);
        return CompareAndSetAsync(EntryName.Of(key), expected, value, ttl, operationId, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<AtomicResult<byte[]?>> TakeAsync(
        string key, OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckKey(key);
        return WriteAsync("take", EntryName.Of(key), operationId, entry => entry.Value is { } held
            ? EntryChange<byte[]?>.Remove(held, null)
            : EntryChange<byte[]?>.Refuse(null), repeatable: false, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<AtomicResult<byte[]>> TryClaimAsync(
        string key, byte[] value, TimeSpan? ttl = null, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckKey(key);
        AtomicArguments.CheckTtl(ttl);
        ArgumentNullException.ThrowIfNull(value);
        return WriteAsync("claim", EntryName.Of(key), default, entry => entry.Value is not { } holder ? EntryChange<byte[]>.Put(value, value, ttl, TtlMode.Sliding)
            : holder.AsSpan().SequenceEqual(value) ? EntryChange<byte[]>.Recognize(holder)
            : EntryChange<byte[]>.Refuse(holder), repeatable: true, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<byte[]?> HashGetAsync(string key, string field, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckKey(key);
        AtomicArguments.CheckKey(field);
        return await ReadAsync(EntryName.Of(key, field), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<AtomicResult<long>> HashIncrementAsync(
        string key, string field, long by = 1, TimeSpan? ttl = null, TtlMode ttlMode = TtlMode.OnCreate,
        OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckIncrement(key, ttl, ttlMode);
        AtomicArguments.CheckKey(field);
        return IncrementAsync(EntryName.Of(key, field), by, ttl, ttlMode, operationId, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<AtomicResult<byte[]?>> HashCompareAndSetAsync(
        string key, string field, byte[]? expected, byte[]? value, TimeSpan? ttl = null,
        OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckKey(key);
        AtomicArguments.CheckKey(field);
        AtomicArguments.CheckTtl(ttl);
        return CompareAndSetAsync(EntryName.Of(key, field), expected, value, ttl, operationId, cancellationToken);
    }

    private ValueTask<AtomicResult<long>> IncrementAsync(
        EntryName name, long by, TimeSpan? ttl, TtlMode mode, OperationId id, CancellationToken cancellationToken) =>
        WriteAsync(name.IsField ? "hash_increment" : "increment", name, id, entry =>
        {
            var sum = checked(entry.Counter + by);
            return EntryChange<long>.Put(sum, CounterFormat.Format(sum), ttl, mode);
        }, repeatable: false, cancellationToken);

    private ValueTask<AtomicResult<byte[]?>> CompareAndSetAsync(
        EntryName name, byte[]? expected, byte[]? value, TimeSpan? ttl, OperationId id, CancellationToken cancellationToken) =>
        WriteAsync(name.IsField ? "hash_compare_and_set" : "compare_and_set", name, id, entry =>
        {
            var current = entry.Value;
            var same = current is null ? expected is null : expected is not null && current.AsSpan().SequenceEqual(expected);
            if (!same) return EntryChange<byte[]?>.Refuse(current);
            return value is null ? EntryChange<byte[]?>.Remove(null, ttl) : EntryChange<byte[]?>.Put(value, value, ttl, TtlMode.Sliding);
        }, repeatable: false, cancellationToken);

    private async ValueTask<byte[]?> ReadAsync(EntryName name, CancellationToken cancellationToken)
    {
        using var alone = Alone();
        return await _caller.RunAsync(async (session, ct) => (await _transaction.ReadAsync(session, name, ct).ConfigureAwait(false)).Value,
            repeatable: true, OperationId.None, confirm: null, _options, writes: false, cancellationToken, "get", name.Key).ConfigureAwait(false);
    }

    private async ValueTask<AtomicResult<T>> WriteAsync<T>(
        string operation, EntryName name, OperationId id, Func<Entry, EntryChange<T>> decide, bool repeatable, CancellationToken cancellationToken)
    {
        using var alone = Alone();
        return await _caller.RunAsync((session, ct) => _transaction.RunAsync(session, name, id, decide, ct),
            repeatable || !id.IsNone, id,
            id.IsNone ? null : (session, ct) => _transaction.ConfirmAsync(session, name, id, ct), _options, writes: true, cancellationToken, operation, name.Key).ConfigureAwait(false);
    }

    // The step commits for itself. In the caller's ambient transaction that would commit what the caller has done so far.
    private static TransactionScope? Alone() =>
        Transaction.Current is null ? null : new(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
}
