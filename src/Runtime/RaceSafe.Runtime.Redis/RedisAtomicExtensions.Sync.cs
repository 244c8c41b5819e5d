using StackExchange.Redis;

namespace RaceSafe;

/// <content>The synchronous twins: they wait on this thread, through the client's own synchronous calls.</content>
public static partial class RedisAtomicExtensions
{
    /// <summary>As <see cref="IncrementAsync"/>, synchronously.</summary>
    /// <exception cref="OverflowException">The sum does not fit 64 bits. Nothing was changed.</exception>
    public static long Increment(
        this IDatabase database, RedisKey key, long by = 1, TimeSpan? ttl = null, TtlMode ttlMode = TtlMode.OnCreate, OperationId operationId = default)
    {
        CheckIncrement(database, key, ttl, ttlMode);
        return Executor.Run(database, Make.Increment(key, by, ttl, ttlMode, operationId)).Value;
    }

    /// <summary>As <see cref="TryIncrementAsync"/>, synchronously.</summary>
    public static AtomicResult<long> TryIncrement(
        this IDatabase database, RedisKey key, long by = 1, long min = long.MinValue, long max = long.MaxValue,
        LimitMode limitMode = LimitMode.Reject, TimeSpan? ttl = null, TtlMode ttlMode = TtlMode.OnCreate, OperationId operationId = default)
    {
        CheckIncrement(database, key, ttl, ttlMode);
        AtomicArguments.CheckRange(min, max, limitMode);
        return Executor.Run(database, Make.TryIncrement(key, by, min, max, limitMode, ttl, ttlMode, operationId));
    }

    /// <summary>As <see cref="HashIncrementAsync"/>, synchronously; as there, the client's own method is called unless one of ours is named.</summary>
    /// <exception cref="OverflowException">The sum does not fit 64 bits. Nothing was changed.</exception>
    public static long HashIncrement(
        this IDatabase database, RedisKey key, RedisValue field, long by = 1, TimeSpan? ttl = null, TtlMode ttlMode = TtlMode.OnCreate,
        OperationId operationId = default)
    {
        CheckIncrement(database, key, ttl, ttlMode);
        CheckGiven(field);
        return Executor.Run(database, Make.HashIncrement(key, field, by, ttl, ttlMode, operationId)).Value;
    }

    /// <summary>As <see cref="NextSequenceAsync"/>, synchronously.</summary>
    public static long NextSequence(this IDatabase database, RedisKey key, OperationId operationId = default) =>
        database.Increment(key, operationId: operationId);

    /// <summary>As <see cref="CompareAndSetAsync"/>, synchronously.</summary>
    public static AtomicResult<RedisValue> CompareAndSet(
        this IDatabase database, RedisKey key, RedisValue expected, RedisValue value, TimeSpan? ttl = null, OperationId operationId = default)
    {
        Check(database, key, ttl);
        return Executor.Run(database, Make.CompareAndSet(key, expected, value, ttl, operationId));
    }

    /// <summary>As <see cref="HashCompareAndSetAsync"/>, synchronously.</summary>
    public static AtomicResult<RedisValue> HashCompareAndSet(
        this IDatabase database, RedisKey key, RedisValue field, RedisValue expected, RedisValue value, TimeSpan? ttl = null,
        OperationId operationId = default)
    {
        Check(database, key, ttl);
        CheckGiven(field);
        return Executor.Run(database, Make.HashCompareAndSet(key, field, expected, value, ttl, operationId));
    }

    /// <summary>As <see cref="TakeAsync"/>, synchronously.</summary>
    public static RedisValue Take(this IDatabase database, RedisKey key, OperationId operationId = default)
    {
        Check(database, key);
        return Executor.Run(database, Make.Take(key, operationId)).Value;
    }

    /// <summary>As <see cref="TryClaimAsync(IDatabase, RedisKey, TimeSpan?, CancellationToken)"/>, synchronously.</summary>
    public static bool TryClaim(this IDatabase database, RedisKey key, TimeSpan? ttl = null) =>
        database.TryClaim(key, Guid.NewGuid().ToByteArray(), ttl).Succeeded;

    /// <summary>As <see cref="TryClaimAsync(IDatabase, RedisKey, RedisValue, TimeSpan?, CancellationToken)"/>, synchronously.</summary>
    public static AtomicResult<RedisValue> TryClaim(this IDatabase database, RedisKey key, RedisValue value, TimeSpan? ttl = null)
    {
        Check(database, key, ttl);
        CheckGiven(value);
        return Executor.Run(database, Steps.Claim(key, value, ttl));
    }
}
