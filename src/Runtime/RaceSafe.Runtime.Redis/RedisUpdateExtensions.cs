using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace RaceSafe;

/// <summary>Read, compute, compare-and-set, until nobody got in between: no update is lost. By script, never by WATCH.</summary>
public static class RedisUpdateExtensions
{
    // A lost race says that somebody else won, so trying again at once is right; only a key that stays hot is worth a pause.
    private const int ImmediateRetries = 3;

    // Short pauses: while losers sleep for long, winners that never pause starve them until the deadline.
    private static readonly RetryPolicy Contended = new() { BaseDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(20) };

    /// <summary>Replaces a value by a function of itself and returns the new one.</summary>
    /// <param name="database">The database.</param>
    /// <param name="key">The key.</param>
    /// <param name="update">
    /// From the current value (<see cref="RedisValue.Null"/> when absent) to the new one (<see cref="RedisValue.Null"/> to remove). Runs again after each
    /// conflict: no side effects.
    /// </param>
    /// <param name="ttl">Time to live from now; null keeps what the key has.</param>
    /// <param name="operationId">Makes the update exactly-once: a repeat returns the first new value.</param>
    /// <param name="contention">Pauses and deadline of the loop; default: pauses of at most 20 ms, 10 s in total.</param>
    /// <param name="cancellationToken">Ends the loop.</param>
    /// <exception cref="TimeoutException">Others kept winning until the deadline. Nothing was changed.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<RedisValue> UpdateAsync(
        this IDatabase database, RedisKey key, Func<RedisValue, RedisValue> update, TimeSpan? ttl = null,
        OperationId operationId = default, RetryPolicy? contention = null, CancellationToken cancellationToken = default)
    {
        RedisAtomicExtensions.Check(database, key, ttl);
        ArgumentNullException.ThrowIfNull(update);
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

    private static TimeSpan Next(ref RetryBudget budget, RedisKey key)
    {
        if (!budget.TryNext(out var delay))
            throw new TimeoutException($"'{key}' was changed by others at every attempt ({budget.Retries + 1}) until the deadline; nothing was changed.");
        Instruments.Retried(RedisExecutor.Backend, "contention");
        return budget.Retries > ImmediateRetries ? delay : TimeSpan.Zero;
    }
}
