using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace RaceSafe;

/// <summary>
/// The argument rules of <see cref="IAtomicStore"/> in one place, for authors of stores: every back end refuses the same arguments with the same
/// exceptions, before anything is sent.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public static class AtomicArguments
{
    /// <summary>Longest key or field, in characters.</summary>
    public const int MaxKeyLength = 512;

    /// <summary>Shortest time to live: 1 ms.</summary>
    public static TimeSpan MinTtl { get; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Longest time to live: 36,500 days.</summary>
    public static TimeSpan MaxTtl { get; } = TimeSpan.FromDays(36_500);

    /// <summary>Checks a key or field: 1 to 512 characters, no NUL, no unpaired surrogate.</summary>
    /// <exception cref="ArgumentException">The text is null, empty, too long or malformed.</exception>
    public static void CheckKey(string key, [CallerArgumentExpression(nameof(key))] string? name = null) =>
        CheckText(key, MaxKeyLength, name);

    /// <summary>Checks a time to live; null is fine.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is not within 1 ms and 36,500 days.</exception>
    public static void CheckTtl(TimeSpan? ttl, [CallerArgumentExpression(nameof(ttl))] string? name = null)
    {
        if (ttl < MinTtl || ttl > MaxTtl)
            throw new ArgumentOutOfRangeException(name, ttl, "A time to live is between 1 ms and 36,500 days.");
    }

    /// <summary>Checks an increment.</summary>
    /// <exception cref="ArgumentException">An argument breaks the rules of <see cref="IAtomicStore.IncrementAsync"/>.</exception>
    public static void CheckIncrement(string key, TimeSpan? ttl, TtlMode ttlMode)
    {
        CheckKey(key);
        CheckTtl(ttl);
        if (ttlMode is not (TtlMode.OnCreate or TtlMode.Sliding)) throw new ArgumentOutOfRangeException(nameof(ttlMode), ttlMode, null);
    }

    /// <summary>Checks the range of a conditional increment.</summary>
    /// <exception cref="ArgumentException">An argument breaks the rules of <see cref="IAtomicStore.TryIncrementAsync"/>.</exception>
    public static void CheckRange(long min, long max, LimitMode limitMode)
    {
        if (min > max) throw new ArgumentOutOfRangeException(nameof(max), max, $"The largest sum allowed is below the smallest ({min}).");
        if (limitMode is not (LimitMode.Reject or LimitMode.Saturate)) throw new ArgumentOutOfRangeException(nameof(limitMode), limitMode, null);
    }

    /// <summary>The time to live in whole milliseconds, rounded up; null stays null.</summary>
    public static long? ToMilliseconds(TimeSpan? ttl) =>
        ttl is { } time ? (time.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond : null;

    internal static void CheckText(string text, int maxLength, [CallerArgumentExpression(nameof(text))] string? name = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(text, name);
        if (text.Length > maxLength) throw new ArgumentException($"At most {maxLength} characters, not {text.Length}.", name);
        if (text.Contains('\0')) throw new ArgumentException("NUL is not allowed: PostgreSQL cannot store it.", name);
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0 && !IsWellFormed(text))
            throw new ArgumentException("An unpaired surrogate is not allowed: two keys would become one in UTF-8.", name);
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }

        return true;
    }
}
