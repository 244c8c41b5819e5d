using StackExchange.Redis;
using StackExchange.Redis.KeyspaceIsolation;

namespace RaceSafe;

/// <summary>
/// Claims and results of <see cref="Idempotency"/> in Redis 6.2 or later, or a server that speaks its language with Lua: one hash and one round trip per operation, leases and fences by
/// the server's clock. Works on a cluster.
/// </summary>
/// <remarks>
/// What Redis forgets is forgotten: a master that dies before its replica has the last writes loses claims and results, and so does a restart without persistence; the work of such a
/// key is done again when it is asked for again. Fences go on rising over that as long as the server's clock does not go back. Key eviction (<c>maxmemory-policy
/// allkeys-*</c>) may remove results early; use <c>noeviction</c>.
/// </remarks>
public sealed class RedisIdempotencyStore : IIdempotencyStore
{
    private readonly IDatabase _database;
    private readonly RedisExecutor _executor;

    /// <summary>A store on an open connection, which stays the caller's.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="options">Database, prefix, retries. Default: a fresh <see cref="RedisAtomicStoreOptions"/>.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of range.</exception>
    public RedisIdempotencyStore(IConnectionMultiplexer connection, RedisAtomicStoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        options ??= new RedisAtomicStoreOptions();
        options.Validate();
        _executor = new RedisExecutor(options);
        _database = connection.GetDatabase(options.Database);
        if (options.KeyPrefix.Length > 0) _database = _database.WithKeyPrefix(options.KeyPrefix);
    }

    /// <inheritdoc/>
    public string Backend => RedisExecutor.Backend;

    /// <inheritdoc/>
    public bool ClaimsLapse => true;

    /// <inheritdoc/>
    public ValueTask<IdempotencyRecord> TryClaimAsync(IdempotencyClaim claim, RequestFingerprint request, TimeSpan lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return RunAsync(IdempotencyScripts.Claim, claim.Key, [claim.Owner, request.Value, Milliseconds(lease)], cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IdempotencyRecord> ReadAsync(string key, CancellationToken cancellationToken) =>
        RunAsync(IdempotencyScripts.Read, key, [], cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> RenewAsync(IdempotencyClaim claim, TimeSpan lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return RunAsync(IdempotencyScripts.Renew, claim.Key, [claim.Owner, Milliseconds(lease)], cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> CompleteAsync(IdempotencyClaim claim, byte[] result, TimeSpan ttl, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(result);
        return RunAsync(IdempotencyScripts.Complete, claim.Key, [claim.Owner, result, Milliseconds(ttl)], cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask AbandonAsync(IdempotencyClaim claim, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        await RunAsync(IdempotencyScripts.Abandon, claim.Key, [claim.Owner], cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public bool IsUnavailable(Exception failure) =>
        failure is OutcomeUnknownException || RedisFailures.Classify(failure) != FailureClass.Deterministic;

    // The field only tells, in the error about a key of another type, that a hash was looked for.
    private ValueTask<T> RunAsync<T>(ScriptCommand<T> script, string key, RedisValue[] arguments, CancellationToken cancellationToken) =>
        _executor.RunAsync(_database, new Step<T>(script, $"racesafe-idempotency:{{{key}}}") { Field = "s", Arguments = arguments }, cancellationToken);

    private static RedisValue Milliseconds(TimeSpan time) => AtomicArguments.ToMilliseconds(time)!.Value;
}
