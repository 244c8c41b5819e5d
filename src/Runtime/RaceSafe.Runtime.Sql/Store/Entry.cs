using System.Security.Cryptography;
using System.Text;

namespace RaceSafe;

/// <summary>A key, or a field of one, as the table spells it.</summary>
internal readonly record struct EntryName(string Key, string Field)
{
    // Key and field share one index entry, which PostgreSQL limits to 2,704 bytes.
    private const int MaxFieldBytes = 1000;

    public bool IsField => Field.Length > 0;

    public string Scope => $"entry:{Key}";

    public static EntryName Of(string key) => new(key, "");

    public static EntryName Of(string key, string field) => new(key, Encoding.UTF8.GetByteCount(field) <= MaxFieldBytes
        ? field
        : "\uffffsha256:" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(field))));
}

/// <summary>What a key holds while it is locked.</summary>
/// <param name="Name">The key, or the field that was asked for.</param>
/// <param name="Exists">The key holds anything that has not expired.</param>
/// <param name="HoldsHash">It holds fields.</param>
/// <param name="Held">The value, or the field that was asked for.</param>
/// <param name="ExpiresAt">Milliseconds since 1970; null: never.</param>
/// <param name="Stale">There are rows, and they have expired.</param>
/// <param name="Now">The clock of the database, in milliseconds since 1970.</param>
internal sealed record Entry(EntryName Name, bool Exists, bool HoldsHash, byte[]? Held, long? ExpiresAt, bool Stale, long Now)
{
    /// <exception cref="WrongValueTypeException">The key holds the other kind.</exception>
    public byte[]? Value => !Exists ? null
        : HoldsHash == Name.IsField ? Held
        : throw new WrongValueTypeException(Name.Key, HoldsHash ? "a hash" : "a value", HoldsHash ? "a value" : "a hash");

    /// <exception cref="WrongValueTypeException">The value does not spell an integer.</exception>
    public long Counter => Value is not { } bytes ? 0 : CounterFormat.TryParse(bytes, out var counter) ? counter : throw CounterFormat.NotACounter(Name.Key, bytes);

    public long? DeadlineAfter(TimeSpan? ttl, TtlMode mode) =>
        AtomicArguments.ToMilliseconds(ttl) is { } time && (mode == TtlMode.Sliding || ExpiresAt is null) ? Now + time : ExpiresAt;
}

/// <summary>What to do about an <see cref="Entry"/>.</summary>
internal readonly record struct EntryChange<T>(AtomicResult<T> Result, EntryAction Action, byte[]? Bytes, TimeSpan? Ttl, TtlMode Mode)
{
    public static EntryChange<T> Put(T result, byte[] bytes, TimeSpan? ttl, TtlMode mode) => new(AtomicResult.Applied(result), EntryAction.Put, bytes, ttl, mode);

    public static EntryChange<byte[]> Replace(byte[] bytes, TimeSpan? ttl) => new(AtomicResult.Applied(bytes), EntryAction.Replace, bytes, ttl, TtlMode.Sliding);

    public static EntryChange<T> Remove(T result, TimeSpan? ttl) => new(AtomicResult.Applied(result), EntryAction.Remove, null, ttl, TtlMode.Sliding);

    public static EntryChange<T> Refuse(T current) => new(AtomicResult.Refused(current), EntryAction.None, null, null, default);

    public static EntryChange<T> Recognize(T current) => new(AtomicResult.Replayed(current), EntryAction.None, null, null, default);
}

internal enum EntryAction
{
    None,
    Put,
    Replace,
    Remove,
}
