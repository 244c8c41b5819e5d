using System.Globalization;
using System.Text;
using StackExchange.Redis;

namespace RaceSafe;

/// <summary>Makes steps from checked arguments.</summary>
/// <param name="recordLifetime">How long an operation id is remembered, in milliseconds.</param>
internal sealed class Steps(long recordLifetime)
{
    private static readonly AddCommand Add = new("increment"), HashAdd = new("hash_increment");
    private static readonly GetCommand Getter = new("get"), HashGetter = new("hash_get");
    private static readonly SetCommand Setter = new();
    private static readonly RedisValue Replace = "11", Remove = "10", Create = "01", Nothing = "00"; // made of text once

    private readonly RedisValue _lifetime = Encoding.ASCII.GetBytes(recordLifetime.ToString(CultureInfo.InvariantCulture)); // bytes, so that no call makes digits of it

    public static Step<RedisValue> Get(RedisKey key, RedisValue field = default) => new(field.IsNull ? Getter : HashGetter, key) { Field = field };

    public static Step<bool> Set(RedisKey key, RedisValue value, TimeSpan? ttl) => new(Setter, key)
    {
        Value = value,
        Ttl = AtomicArguments.ToMilliseconds(ttl) is { } milliseconds ? TimeSpan.FromMilliseconds((double)milliseconds) : null,
    };

    public static Step<AtomicResult<RedisValue>> Claim(RedisKey key, RedisValue value, TimeSpan? ttl) =>
        new(Scripts.Claim, key) { Value = value, Arguments = [value, Milliseconds(ttl)] };

    public Step<AtomicResult<long>> Increment(RedisKey key, long by, TimeSpan? ttl, TtlMode mode, OperationId id) =>
        IsPlain(by, ttl, id) ? new(Add, key) { Value = by }
        : new(Scripts.Increment, key) { Id = id, Arguments = Arguments(id, by, Expiry(ttl, mode)) };

    public Step<AtomicResult<long>> HashIncrement(RedisKey key, RedisValue field, long by, TimeSpan? ttl, TtlMode mode, OperationId id) =>
        IsPlain(by, ttl, id) ? new(HashAdd, key) { Field = field, Value = by }
        : new(Scripts.HashIncrement, key) { Id = id, Field = field, Arguments = Arguments(id, by, Expiry(ttl, mode), field) };

    public Step<AtomicResult<long>> TryIncrement(
        RedisKey key, long by, long min, long max, LimitMode limitMode, TimeSpan? ttl, TtlMode mode, OperationId id)
    {
        // Moved to the other side of the comparison here, where 128 bits are at hand: the script only compares. A bound that every counter keeps is empty, which costs nothing to
        // write; one that none keeps stays as it is.
        var low = (Int128)min - by is var least && least <= long.MinValue ? RedisValue.EmptyString : Digits(least);
        var high = (Int128)max - by is var most && most >= long.MaxValue ? RedisValue.EmptyString : Digits(most);
        return new(Scripts.TryIncrement, key)
        {
            Id = id,
            Arguments = limitMode == LimitMode.Reject
                ? Arguments(id, by, Expiry(ttl, mode), low, high)
                : Arguments(id, by, Expiry(ttl, mode), low, high, min, max),
        };
    }

    public Step<AtomicResult<RedisValue>> CompareAndSet(RedisKey key, RedisValue expected, RedisValue value, TimeSpan? ttl, OperationId id) =>
        new(Scripts.CompareAndSet, key)
        {
            Id = id,
            Value = value,
            Arguments = Arguments(id, Flags(expected, value), Milliseconds(ttl), OrEmpty(expected), OrEmpty(value)),
        };

    public Step<AtomicResult<RedisValue>> HashCompareAndSet(
        RedisKey key, RedisValue field, RedisValue expected, RedisValue value, TimeSpan? ttl, OperationId id) =>
        new(Scripts.HashCompareAndSet, key)
        {
            Id = id,
            Field = field,
            Value = value,
            Arguments = Arguments(id, Flags(expected, value), Milliseconds(ttl), OrEmpty(expected), OrEmpty(value), field),
        };

    public Step<AtomicResult<RedisValue>> Take(RedisKey key, OperationId id) => new(Scripts.Take, key) { Id = id, Arguments = Arguments(id) };

    // The lifetime is the last for a script that keeps a record. By hand: a collection expression with a spread would make a list before.
    private RedisValue[] Arguments(OperationId id, params ReadOnlySpan<RedisValue> own)
    {
        var all = new RedisValue[own.Length + (id.IsNone ? 0 : 1)];
        own.CopyTo(all);
        if (!id.IsNone) all[^1] = _lifetime;
        return all;
    }

    // The client turns a negative amount into DECRBY of its opposite, which the smallest integer does not have.
    private static bool IsPlain(long by, TimeSpan? ttl, OperationId id) => ttl is null && id.IsNone && by != long.MinValue;

    private static RedisValue Milliseconds(TimeSpan? ttl) => AtomicArguments.ToMilliseconds(ttl) ?? 0;

    private static RedisValue Expiry(TimeSpan? ttl, TtlMode mode) =>
        AtomicArguments.ToMilliseconds(ttl) is not { } milliseconds ? 0 : mode == TtlMode.Sliding ? -milliseconds : milliseconds;

    private static RedisValue Digits(Int128 number) =>
        number >= long.MinValue && number <= long.MaxValue ? (long)number : number.ToString(CultureInfo.InvariantCulture);

    private static RedisValue Flags(RedisValue expected, RedisValue value) => (expected.IsNull, value.IsNull) switch
    {
        (false, false) => Replace,
        (false, true) => Remove,
        (true, false) => Create,
        (true, true) => Nothing,
    };

    // A script takes no null arguments.
    private static RedisValue OrEmpty(RedisValue value) => value.IsNull ? RedisValue.EmptyString : value;
}
