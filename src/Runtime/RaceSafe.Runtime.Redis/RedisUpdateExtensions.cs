using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace RaceSafe;

/// <summary>
/// Read, compute, compare-and-set, until nobody got in between: no update is lost. By script, never by WATCH. Callers of one process that update one key at the same time
/// go to the server together.
/// </summary>
public static class RedisUpdateExtensions
{
    // A lost race says that somebody else won, so trying again at once is right; only a key that stays hot is worth a pause.
    private const int ImmediateRetries = 3;

    // Short pauses: while losers sleep for long, winners that never pause starve them until the deadline.
    internal static readonly RetryPolicy Contended = new() { BaseDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(20) };

    /// <summary>Replaces a value by a function of itself and returns the new one.</summary>
    /// <param name="database">The database.</param>
    /// <param name="key">The key.</param>
    /// <param name="update">
    /// From the current value (<see cref="RedisValue.Null"/> when absent) to the new one (<see cref="RedisValue.Null"/> to remove). Runs again after each
    /// conflict, and on another thread of this process when others update the key too: no side effects. Others wait for one that takes long for at most a second; with client 1.x
    /// and its <c>PreserveAsyncOrder</c> the whole connection does, as for all code behind an <c>await</c>.
    /// </param>
    /// <param name="ttl">Time to live from now; null keeps what the key has.</param>
    /// <param name="operationId">Makes the update exactly-once: a repeat returns the first new value.</param>
    /// <param name="contention">Pauses and deadline of the loop; default: pauses of at most 20 ms, 10 s in total.</param>
    /// <param name="cancellationToken">Ends the loop.</param>
    /// <exception cref="TimeoutException">Others kept winning until the deadline. Nothing was changed.</exception>
    public static ValueTask<RedisValue> UpdateAsync(
        this IDatabase database, RedisKey key, Func<RedisValue, RedisValue> update, TimeSpan? ttl = null,
        OperationId operationId = default, RetryPolicy? contention = null, CancellationToken cancellationToken = default)
    {
        RedisAtomicExtensions.Check(database, key, ttl);
        ArgumentNullException.ThrowIfNull(update);
        return operationId.IsNone && contention is null && KeyPrefix.IsPlain(database)
            ? SharedUpdates.RunAsync(database, key, update, ttl, cancellationToken)
            : AloneAsync(database, key, update, ttl, operationId, contention, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal static async ValueTask<RedisValue> AloneAsync(
        IDatabase database, RedisKey key, Func<RedisValue, RedisValue> update, TimeSpan? ttl, OperationId operationId, RetryPolicy? contention, CancellationToken cancellationToken)
    {
        contention ??= Contended;
        var budget = contention.Start();
        var current = await RedisExecutor.Default.RunAsync(database, Steps.Get(key), cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var result = await database.CompareAndSetAsync(key, current, update(current), ttl, operationId, cancellationToken).ConfigureAwait(false);
            if (result.Succeeded) return result.Value;

            current = result.Value; // a refusal carries what the key holds, which saves the next read
            var delay = Next(ref budget, key);
            if (delay > TimeSpan.Zero) await Task.Delay(delay, contention.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>As <see cref="UpdateAsync"/>, synchronously.</summary>
    /// <exception cref="TimeoutException">Others kept winning until the deadline. Nothing was changed.</exception>
    public static RedisValue Update(
        this IDatabase database, RedisKey key, Func<RedisValue, RedisValue> update, TimeSpan? ttl = null,
        OperationId operationId = default, RetryPolicy? contention = null)
    {
        RedisAtomicExtensions.Check(database, key, ttl);
        ArgumentNullException.ThrowIfNull(update);
        var budget = (contention ?? Contended).Start();
        var current = RedisExecutor.Default.Run(database, Steps.Get(key));
        while (true)
        {
            var result = database.CompareAndSet(key, current, update(current), ttl, operationId);
            if (result.Succeeded) return result.Value;

            current = result.Value;
            var delay = Next(ref budget, key);
            if (delay > TimeSpan.Zero) Thread.Sleep(delay);
        }
    }

    internal static TimeSpan Next(ref RetryBudget budget, RedisKey key)
    {
        if (!budget.TryNext(out var delay)) throw TooLate(key, budget.Retries + 1);
        Instruments.Retried(RedisExecutor.Backend, "contention");
        return budget.Retries > ImmediateRetries ? delay : TimeSpan.Zero;
    }

    internal static TimeoutException TooLate(RedisKey key, int attempts) =>
        new($"'{key}' was changed by others at every attempt ({attempts}) until the deadline; nothing was changed.");
}
