using StackExchange.Redis;
using StackExchange.Redis.KeyspaceIsolation;

namespace RaceSafe;

/// <summary>
/// An <see cref="IAtomicStore"/> on Redis 6.2 or later, or a server that speaks its language with Lua. Every operation is one command or one script,
/// so it is one round trip; none uses WATCH. Works on a cluster.
/// </summary>
/// <remarks>
/// <para>
/// An operation id costs a second key for <see cref="AtomicStoreOptions.OperationIdLifetime"/>, in the slot of the first: its own name is
/// <c>racesafe-op:{key}:id</c>, or the key with <c>:racesafe-op:…</c> after it when the key has a hash tag. With access rules (ACL), allow both.
/// </para>
/// <para>
/// What Redis forgets is forgotten: a master that dies before its replica has the last writes loses them, operation ids included, and so does a
/// restart without persistence. Key eviction (<c>maxmemory-policy allkeys-*</c>) may remove operation ids early; use <c>noeviction</c>.
/// </para>
/// </remarks>
public sealed class RedisAtomicStore : IAtomicStore
{
    private readonly IDatabase _database;
    private readonly RedisExecutor _executor;

    /// <summary>A store on an open connection, which stays the caller's.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="options">Default: a fresh <see cref="RedisAtomicStoreOptions"/>.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of range.</exception>
    public RedisAtomicStore(IConnectionMultiplexer connection, RedisAtomicStoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        options ??= new RedisAtomicStoreOptions();
        options.Validate();
        _executor = new RedisExecutor(options);
        _database = connection.GetDatabase(options.Database);
        if (options.KeyPrefix.Length == 0) return;
        _database = _database.WithKeyPrefix(options.KeyPrefix);
        KeyPrefix.Note(_database, System.Text.Encoding.UTF8.GetBytes(options.KeyPrefix));
    }

    internal RedisAtomicStore(IDatabase database, RedisExecutor executor) => (_database, _executor) = (database, executor);

    /// <inheritdoc/>
    public string Backend => RedisExecutor.Backend;

    private Steps Steps => _executor.Steps;

    /// <inheritdoc/>
    public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckKey(key);
        return _executor.RunAsync(_database, Steps.Get(key), BytesOfValue, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask SetAsync(string key, byte[] value, TimeSpan? ttl = null, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckKey(key);
        ArgumentNullException.ThrowIfNull(value);
        AtomicArguments.CheckTtl(ttl);
        await _executor.RunAsync(_database, Steps.Set(key, value, ttl), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<AtomicResult<long>> IncrementAsync(
        string key, long by = 1, TimeSpan? ttl = null, TtlMode ttlMode = TtlMode.OnCreate,
        OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckIncrement(key, ttl, ttlMode);
        return _executor.RunAsync(_database, Steps.Increment(key, by, ttl, ttlMode, operationId), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<AtomicResult<long>> TryIncrementAsync(
        string key, long by = 1, long min = long.MinValue, long max = long.MaxValue, LimitMode limitMode = LimitMode.Reject,
        TimeSpan? ttl = null, TtlMode ttlMode = TtlMode.OnCreate,
        OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckIncrement(key, ttl, ttlMode);
        AtomicArguments.CheckRange(min, max, limitMode);
        return _executor.RunAsync(_database, Steps.TryIncrement(key, by, min, max, limitMode, ttl, ttlMode, operationId), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<AtomicResult<byte[]?>> CompareAndSetAsync(
        string key, byte[]? expected, byte[]? value, TimeSpan? ttl = null,
        OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckKey(key);
        AtomicArguments.CheckTtl(ttl);
        return _executor.RunAsync(_database, Steps.CompareAndSet(key, expected, value, ttl, operationId), BytesOfResult, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<AtomicResult<byte[]?>> TakeAsync(
        string key, OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckKey(key);
        return _executor.RunAsync(_database, Steps.Take(key, operationId), BytesOfResult, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<AtomicResult<byte[]>> TryClaimAsync(
        string key, byte[] value, TimeSpan? ttl = null, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckKey(key);
        AtomicArguments.CheckTtl(ttl);
        ArgumentNullException.ThrowIfNull(value);
        return _executor.RunAsync(
            _database, Steps.Claim(key, value, ttl), static held => new AtomicResult<byte[]>(((byte[]?)held.Value)!, held.Outcome), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<byte[]?> HashGetAsync(string key, string field, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckKey(key);
        AtomicArguments.CheckKey(field);
        return _executor.RunAsync(_database, Steps.Get(key, field), BytesOfValue, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<AtomicResult<long>> HashIncrementAsync(
        string key, string field, long by = 1, TimeSpan? ttl = null, TtlMode ttlMode = TtlMode.OnCreate,
        OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckIncrement(key, ttl, ttlMode);
        AtomicArguments.CheckKey(field);
        return _executor.RunAsync(_database, Steps.HashIncrement(key, field, by, ttl, ttlMode, operationId), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<AtomicResult<byte[]?>> HashCompareAndSetAsync(
        string key, string field, byte[]? expected, byte[]? value, TimeSpan? ttl = null,
        OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        AtomicArguments.CheckKey(key);
        AtomicArguments.CheckKey(field);
        AtomicArguments.CheckTtl(ttl);
        return _executor.RunAsync(_database, Steps.HashCompareAndSet(key, field, expected, value, ttl, operationId), BytesOfResult, cancellationToken);
    }

    private static byte[]? BytesOfValue(RedisValue value) => value;

    private static AtomicResult<byte[]?> BytesOfResult(AtomicResult<RedisValue> result) => new(result.Value, result.Outcome);
}
