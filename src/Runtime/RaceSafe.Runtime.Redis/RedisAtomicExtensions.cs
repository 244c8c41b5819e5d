using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace RaceSafe;

/// <summary>
/// Atomic operations on a Redis database in place of read, change and write back. Each is one round trip and one step on the server; the rules are those
/// of <see cref="IAtomicStore"/>, with the options of a fresh <see cref="RedisAtomicStoreOptions"/>.
/// </summary>
/// <remarks>
/// Failures, for all: <see cref="WrongValueTypeException"/> when the key holds another kind of value; <see cref="OutcomeUnknownException"/> when a reply
/// was lost and there is no operation id that would make a repeat safe; <see cref="ArgumentException"/> for a bad argument, before anything is sent.
/// </remarks>
public static partial class RedisAtomicExtensions
{
    private static RedisExecutor Executor => RedisExecutor.Default;

    private static Steps Make => RedisExecutor.Default.Steps;

    /// <summary>Adds to a counter (0 when absent) and returns the new value; with a known operation id, the value that the first call made.</summary>
    /// <param name="database">The database.</param>
    /// <param name="key">The counter.</param>
    /// <param name="by">Any amount, negative to subtract.</param>
    /// <param name="ttl">Time to live to set as <paramref name="ttlMode"/> says, 1 ms to 36,500 days; null sets none.</param>
    /// <param name="ttlMode">When <paramref name="ttl"/> is set.</param>
    /// <param name="operationId">Makes the increment exactly-once.</param>
    /// <param name="cancellationToken">Ends the wait; the increment may still take place.</param>
    /// <exception cref="OverflowException">The sum does not fit 64 bits. Nothing was changed.</exception>
    public static ValueTask<long> IncrementAsync(
        this IDatabase database, RedisKey key, long by = 1, TimeSpan? ttl = null, TtlMode ttlMode = TtlMode.OnCreate,
        OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        CheckIncrement(database, key, ttl, ttlMode);
        return Executor.RunAsync(database, Make.Increment(key, by, ttl, ttlMode, operationId), static result => result.Value, cancellationToken);
    }

    /// <summary>Adds to a counter (0 when absent) if the sum stays within [<paramref name="min"/>, <paramref name="max"/>].</summary>
    /// <param name="database">The database.</param>
    /// <param name="key">The counter. A refused call does not create it.</param>
    /// <param name="by">Any amount, negative to subtract.</param>
    /// <param name="min">Smallest sum allowed.</param>
    /// <param name="max">Largest sum allowed.</param>
    /// <param name="limitMode">Refuse, or take the nearest limit.</param>
    /// <param name="ttl">Time to live to set as <paramref name="ttlMode"/> says.</param>
    /// <param name="ttlMode">When <paramref name="ttl"/> is set.</param>
    /// <param name="operationId">Makes the increment exactly-once.</param>
    /// <param name="cancellationToken">Ends the wait; the increment may still take place.</param>
    /// <returns>The new value, or refused with the current one.</returns>
    public static ValueTask<AtomicResult<long>> TryIncrementAsync(
        this IDatabase database, RedisKey key, long by = 1, long min = long.MinValue, long max = long.MaxValue,
        LimitMode limitMode = LimitMode.Reject, TimeSpan? ttl = null, TtlMode ttlMode = TtlMode.OnCreate,
        OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        CheckIncrement(database, key, ttl, ttlMode);
        AtomicArguments.CheckRange(min, max, limitMode);
        return Executor.RunAsync(database, Make.TryIncrement(key, by, min, max, limitMode, ttl, ttlMode, operationId), cancellationToken);
    }

    /// <summary>As <see cref="IncrementAsync"/>, on one field of a hash. The time to live is that of the whole hash.</summary>
    /// <remarks>
    /// The client has a method of this name; it is the one that is called unless <paramref name="by"/>, <paramref name="ttl"/> or
    /// <paramref name="operationId"/> is named. It is atomic too, with the client's own errors.
    /// </remarks>
    /// <exception cref="OverflowException">The sum does not fit 64 bits. Nothing was changed.</exception>
    public static ValueTask<long> HashIncrementAsync(
        this IDatabase database, RedisKey key, RedisValue field, long by = 1, TimeSpan? ttl = null, TtlMode ttlMode = TtlMode.OnCreate,
        OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        CheckIncrement(database, key, ttl, ttlMode);
        CheckGiven(field);
        return Executor.RunAsync(database, Make.HashIncrement(key, field, by, ttl, ttlMode, operationId), static result => result.Value, cancellationToken);
    }

    /// <summary>Next number of a sequence: 1, 2, 3 …, unique and rising over all processes, without gaps while every caller uses its number.</summary>
    /// <param name="database">The database.</param>
    /// <param name="key">The sequence; holds the last number given.</param>
    /// <param name="operationId">Makes a retry get the same number.</param>
    /// <param name="cancellationToken">Ends the wait; the number may be used up.</param>
    public static ValueTask<long> NextSequenceAsync(
        this IDatabase database, RedisKey key, OperationId operationId = default, CancellationToken cancellationToken = default) =>
        database.IncrementAsync(key, operationId: operationId, cancellationToken: cancellationToken);

    /// <summary>Replaces a value if it is what the caller thinks it is.</summary>
    /// <param name="database">The database.</param>
    /// <param name="key">The key.</param>
    /// <param name="expected">What the key must hold, byte for byte; <see cref="RedisValue.Null"/>: it must be absent.</param>
    /// <param name="value">The new value; <see cref="RedisValue.Null"/> removes the key.</param>
    /// <param name="ttl">Time to live from now; null keeps what the key has.</param>
    /// <param name="operationId">Makes the replacement exactly-once.</param>
    /// <param name="cancellationToken">Ends the wait; the replacement may still take place.</param>
    /// <returns>Applied with the new value, or refused with what the key holds instead.</returns>
    public static ValueTask<AtomicResult<RedisValue>> CompareAndSetAsync(
        this IDatabase database, RedisKey key, RedisValue expected, RedisValue value, TimeSpan? ttl = null,
        OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        Check(database, key, ttl);
        return Executor.RunAsync(database, Make.CompareAndSet(key, expected, value, ttl, operationId), cancellationToken);
    }

    /// <summary>As <see cref="CompareAndSetAsync"/>, on one field of a hash. The time to live is that of the whole hash.</summary>
    public static ValueTask<AtomicResult<RedisValue>> HashCompareAndSetAsync(
        this IDatabase database, RedisKey key, RedisValue field, RedisValue expected, RedisValue value, TimeSpan? ttl = null,
        OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        Check(database, key, ttl);
        CheckGiven(field);
        return Executor.RunAsync(database, Make.HashCompareAndSet(key, field, expected, value, ttl, operationId), cancellationToken);
    }

    /// <summary>Reads and removes a value: of all concurrent callers one gets it, the others <see cref="RedisValue.Null"/>.</summary>
    /// <param name="database">The database.</param>
    /// <param name="key">The key.</param>
    /// <param name="operationId">Makes the removal exactly-once, so that a lost reply does not lose the value.</param>
    /// <param name="cancellationToken">Ends the wait; the value may be removed.</param>
    public static ValueTask<RedisValue> TakeAsync(
        this IDatabase database, RedisKey key, OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        Check(database, key);
        return Executor.RunAsync(database, Make.Take(key, operationId), static result => result.Value, cancellationToken);
    }

    /// <summary>Sets a key if it is absent, to a value that no other caller has: true for one of all concurrent callers.</summary>
    /// <param name="database">The database.</param>
    /// <param name="key">The key.</param>
    /// <param name="ttl">Time to live of the claim; null: until removed.</param>
    /// <param name="cancellationToken">Ends the wait; the claim may be made.</param>
    public static async ValueTask<bool> TryClaimAsync(
        this IDatabase database, RedisKey key, TimeSpan? ttl = null, CancellationToken cancellationToken = default) =>
        (await database.TryClaimAsync(key, Guid.NewGuid().ToByteArray(), ttl, cancellationToken).ConfigureAwait(false)).Succeeded;

    /// <summary>Sets a key to <paramref name="value"/> if it is absent: of all concurrent callers one gets it.</summary>
    /// <param name="database">The database.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">Who claims, or what is stored. Unique per claimant, it makes a repeated claim recognizable.</param>
    /// <param name="ttl">Time to live of the claim; null: until removed.</param>
    /// <param name="cancellationToken">Ends the wait; the claim may be made.</param>
    /// <returns>Applied, replayed when the key holds this very value already, or refused; always with what the key holds now.</returns>
    public static ValueTask<AtomicResult<RedisValue>> TryClaimAsync(
        this IDatabase database, RedisKey key, RedisValue value, TimeSpan? ttl = null, CancellationToken cancellationToken = default)
    {
        Check(database, key, ttl);
        CheckGiven(value);
        return Executor.RunAsync(database, Steps.Claim(key, value, ttl), cancellationToken);
    }

    private static void CheckIncrement(IDatabase database, RedisKey key, TimeSpan? ttl, TtlMode ttlMode)
    {
        Check(database, key, ttl);
        if (ttlMode is not (TtlMode.OnCreate or TtlMode.Sliding)) throw new ArgumentOutOfRangeException(nameof(ttlMode), ttlMode, null);
    }

    internal static void Check(IDatabase database, RedisKey key, TimeSpan? ttl = null)
    {
        ArgumentNullException.ThrowIfNull(database);
        if ((string?)key is not { Length: > 0 }) throw new ArgumentException("A key is needed.", nameof(key));
        AtomicArguments.CheckTtl(ttl);
    }

    private static void CheckGiven(RedisValue value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (value.IsNull) throw new ArgumentNullException(name);
    }
}
