using System.Buffers.Text;
using System.ComponentModel;
using System.Text;

namespace RaceSafe;

/// <summary>
/// How a counter is spelled in bytes: the invariant decimal digits of a 64-bit integer, no sign but '-', no padding. The form that Redis
/// accepts, so that a counter means the same on every back end.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public static class CounterFormat
{
    private const int MaxDigits = 20;

    /// <summary>Spells a counter.</summary>
    public static byte[] Format(long value)
    {
        Span<byte> digits = stackalloc byte[MaxDigits];
        Utf8Formatter.TryFormat(value, digits, out var length);
        return digits[..length].ToArray();
    }

    /// <summary>Reads a counter; false when the bytes do not spell one, or not in the one accepted way.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out long value)
    {
        Span<byte> digits = stackalloc byte[MaxDigits];
        return Utf8Parser.TryParse(bytes, out value, out var read) && read == bytes.Length
            && Utf8Formatter.TryFormat(value, digits, out var length) && bytes.SequenceEqual(digits[..length]);
    }

    /// <summary>The error for a value that is not a counter; shows its first characters.</summary>
    public static WrongValueTypeException NotACounter(string key, ReadOnlySpan<byte> held, Exception? innerException = null)
    {
        const int shown = 32;
        var text = Encoding.UTF8.GetString(held[..Math.Min(shown, held.Length)]);
        return new(key, held.Length > shown ? $"'{text}'… ({held.Length} bytes)" : $"'{text}'", "a 64-bit integer", innerException);
    }
}
