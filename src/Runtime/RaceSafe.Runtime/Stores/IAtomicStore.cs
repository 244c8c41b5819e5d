namespace RaceSafe;

/// <summary>
/// A key-value store whose every operation is one atomic step, for all callers in all processes that the back end reaches.
/// </summary>
/// <remarks>
/// <para>
/// A key holds a value (bytes) or a hash (fields with bytes). A counter is a value that spells a 64-bit integer in invariant decimal
/// digits without padding, so <c>"5"u8</c> can be incremented and a counter can be read by <see cref="GetAsync"/>; an absent counter is 0.
/// Keys and fields are 1 to 512 characters without NUL or unpaired surrogates, compared ordinally. Arrays are not copied: do not change
/// one that was handed in or out.
/// </para>
/// <para>
/// Times to live are 1 ms to 36,500 days, rounded up to whole milliseconds and counted by the back end's clock. A null time to live keeps what
/// the key has, except in <see cref="SetAsync"/>. A refused operation changes nothing, the time to live included.
/// </para>
/// <para>
/// An operation id makes the operation exactly-once on its key: see <see cref="OperationId"/>. An operation whose reply is lost is repeated when
/// it has an id or cannot do harm twice, else <see cref="OutcomeUnknownException"/> is thrown. A key that holds the wrong kind of value
/// throws <see cref="WrongValueTypeException"/>; a bad argument throws <see cref="ArgumentException"/>, before anything is sent. A token that
/// is cancelled before the call prevents it; cancelled later it ends the wait while the operation may still take place.
/// </para>
/// </remarks>
public interface IAtomicStore
{
    /// <summary>Short name of the back end, such as <c>memory</c> or <c>redis</c>; used in errors and metrics.</summary>
    string Backend { get; }

    /// <summary>Reads the value of a key; null when absent.</summary>
    ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Sets a value whatever the key holds, a hash included. For what nobody else writes; <see cref="CompareAndSetAsync"/> for the rest.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The new value.</param>
    /// <param name="ttl">Time to live from now; null: until removed, even if the key had one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask SetAsync(string key, byte[] value, TimeSpan? ttl = null, CancellationToken cancellationToken = default);

    /// <summary>Adds to a counter and returns the new value.</summary>
    /// <param name="key">The counter; created as 0 + <paramref name="by"/> when absent.</param>
    /// <param name="by">Any amount, negative to subtract.</param>
    /// <param name="ttl">Time to live to set as <paramref name="ttlMode"/> says.</param>
    /// <param name="ttlMode">When <paramref name="ttl"/> is set.</param>
    /// <param name="operationId">Makes the increment exactly-once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Applied or replayed; never refused.</returns>
    /// <exception cref="OverflowException">The sum does not fit 64 bits. Nothing was changed.</exception>
    ValueTask<AtomicResult<long>> IncrementAsync(
        string key, long by = 1, TimeSpan? ttl = null, TtlMode ttlMode = TtlMode.OnCreate,
        OperationId operationId = default, CancellationToken cancellationToken = default);

    /// <summary>Adds to a counter if the sum stays within [<paramref name="min"/>, <paramref name="max"/>].</summary>
    /// <param name="key">The counter; 0 when absent. A refused call does not create it.</param>
    /// <param name="by">Any amount, negative to subtract.</param>
    /// <param name="min">Smallest sum allowed.</param>
    /// <param name="max">Largest sum allowed; not below <paramref name="min"/>.</param>
    /// <param name="limitMode">Refuse, or take the nearest limit. A sum beyond 64 bits is beyond the limit.</param>
    /// <param name="ttl">Time to live to set as <paramref name="ttlMode"/> says.</param>
    /// <param name="ttlMode">When <paramref name="ttl"/> is set.</param>
    /// <param name="operationId">Makes the increment exactly-once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The new value, or refused with the current one.</returns>
    ValueTask<AtomicResult<long>> TryIncrementAsync(
        string key, long by = 1, long min = long.MinValue, long max = long.MaxValue, LimitMode limitMode = LimitMode.Reject,
        TimeSpan? ttl = null, TtlMode ttlMode = TtlMode.OnCreate,
        OperationId operationId = default, CancellationToken cancellationToken = default);

    /// <summary>Replaces a value if it is what the caller thinks it is (compare-and-set).</summary>
    /// <param name="key">The key.</param>
    /// <param name="expected">What the key must hold, byte for byte; null: it must be absent.</param>
    /// <param name="value">The new value; null removes the key.</param>
    /// <param name="ttl">Time to live from now; null keeps what the key has.</param>
    /// <param name="operationId">Makes the replacement exactly-once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Applied with <paramref name="value"/>, or refused with what the key holds instead.</returns>
    ValueTask<AtomicResult<byte[]?>> CompareAndSetAsync(
        string key, byte[]? expected, byte[]? value, TimeSpan? ttl = null,
        OperationId operationId = default, CancellationToken cancellationToken = default);

    /// <summary>Reads and removes a value: of all concurrent callers one gets it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="operationId">Makes the removal exactly-once, so that a lost reply does not lose the value.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Applied with the value, or refused with null when the key is absent.</returns>
    ValueTask<AtomicResult<byte[]?>> TakeAsync(string key, OperationId operationId = default, CancellationToken cancellationToken = default);

    /// <summary>Sets a key if it is absent: of all concurrent callers one gets it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Who claims, or what is stored. Unique per claimant, it makes a repeated claim recognizable.</param>
    /// <param name="ttl">Time to live of the claim; null: until removed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// Applied when the key was absent, replayed when it already holds this very value (its time to live is left alone), refused when it holds
    /// another. The value is always what the key holds now. Needs no operation id.
    /// </returns>
    ValueTask<AtomicResult<byte[]>> TryClaimAsync(
        string key, byte[] value, TimeSpan? ttl = null, CancellationToken cancellationToken = default);

    /// <summary>Reads one field of a hash; null when the field or the hash is absent.</summary>
    ValueTask<byte[]?> HashGetAsync(string key, string field, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="IncrementAsync"/>, on one field of a hash. The time to live is that of the whole hash.</summary>
    /// <exception cref="OverflowException">The sum does not fit 64 bits. Nothing was changed.</exception>
    ValueTask<AtomicResult<long>> HashIncrementAsync(
        string key, string field, long by = 1, TimeSpan? ttl = null, TtlMode ttlMode = TtlMode.OnCreate,
        OperationId operationId = default, CancellationToken cancellationToken = default);

    /// <summary>
    /// As <see cref="CompareAndSetAsync"/>, on one field of a hash. A null value removes the field, and the hash with its last field.
    /// The time to live is that of the whole hash.
    /// </summary>
    ValueTask<AtomicResult<byte[]?>> HashCompareAndSetAsync(
        string key, string field, byte[]? expected, byte[]? value, TimeSpan? ttl = null,
        OperationId operationId = default, CancellationToken cancellationToken = default);
}
