using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RaceSafe;

/// <summary>
/// SHA-256 over values in one spelling each: a letter for the kind, the length in bytes (32 bits, big-endian), the bytes. With the length in
/// front no two lists of values spell the same bytes.
/// </summary>
internal sealed class CanonicalHash
{
    private readonly ArrayBufferWriter<byte> _spelled = new(256); // hashed at once: most keys are shorter than what an incremental hash costs

    /// <summary>The hash as 64 hexadecimal digits.</summary>
    public string Finish()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_spelled.WrittenSpan, hash);
        return Convert.ToHexString(hash).ToLowerInvariant();
    }

    /// <exception cref="ArgumentException">The value is of a type that has no canonical spelling.</exception>
    public void Add(object? value)
    {
        switch (value)
        {
            case null: Add('n', []); break;
            case string text: AddText('s', text); break;
            case char one: AddText('s', one.ToString()); break;
            case bool flag: AddText('b', flag ? "1" : "0"); break;
            case byte[] bytes: Add('x', bytes); break;
            case ReadOnlyMemory<byte> bytes: Add('x', bytes.Span); break;
            case Enum name: AddText('e', $"{name.GetType().FullName}={name:D}"); break;
            case Guid id: AddText('g', id.ToString("D")); break;
            case sbyte or byte or short or ushort or int or uint or long or ulong or Int128 or UInt128 or nint or nuint or System.Numerics.BigInteger:
                AddText('i', Spell(value));
                break;
            // Divided by a one with all digits a decimal loses its trailing zeros.
            case decimal number: AddText('m', Spell(number / 1.0000000000000000000000000000m)); break;
            case double or float: AddText('d', Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture)); break;
            case DateTimeOffset instant: AddText('t', Spell(instant.UtcTicks)); break;
            case DateTime { Kind: DateTimeKind.Unspecified } wall: AddText('w', Spell(wall.Ticks)); break;
            case DateTime instant: AddText('t', Spell(instant.ToUniversalTime().Ticks)); break;
            case DateOnly date: AddText('y', Spell(date.DayNumber)); break;
            case TimeOnly time: AddText('o', Spell(time.Ticks)); break;
            case TimeSpan span: AddText('p', Spell(span.Ticks)); break;
            case Uri uri: AddText('u', uri.OriginalString); break;
            default:
                throw new ArgumentException(
                    $"A {value.GetType()} has no canonical spelling: its text may differ between cultures or versions. Hand over its members one by one.", nameof(value));
        }
    }

    /// <summary>Adds text in UTF-8 as a value of a kind of its own.</summary>
    public void AddText(char kind, string text) => Add(kind, Encoding.UTF8.GetBytes(text));

    /// <summary>Adds bytes as a value of a kind of its own.</summary>
    public void Add(char kind, ReadOnlySpan<byte> bytes)
    {
        var head = _spelled.GetSpan(5);
        head[0] = (byte)kind;
        BinaryPrimitives.WriteInt32BigEndian(head[1..], bytes.Length);
        _spelled.Advance(5);
        _spelled.Write(bytes);
    }

    private static string Spell(object number) => ((IFormattable)number).ToString(null, CultureInfo.InvariantCulture);
}
