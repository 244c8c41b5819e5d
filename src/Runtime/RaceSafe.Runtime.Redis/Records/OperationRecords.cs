using System.Text;
using StackExchange.Redis;

namespace RaceSafe;

/// <summary>
/// Names the key that remembers an operation: another for each key and id, and always in the slot of the key itself, so that one script may touch
/// both on a cluster.
/// </summary>
internal static class OperationRecords
{
    /// <summary>The key of the record, without the prefix.</summary>
    /// <param name="prefix">What the database puts before every key: it has a say in the slot.</param>
    /// <param name="key">The key, without the prefix.</param>
    /// <param name="id">The operation.</param>
    public static RedisKey KeyOf(byte[] prefix, RedisKey key, OperationId id)
    {
        // Text without braces, as nearly every key is, needs no bytes made of it. A key of bytes is other text each time it is asked for.
        string text = key!;
        if (prefix.Length == 0 && ReferenceEquals(text, (string?)key) && text.AsSpan().IndexOfAny('{', '}') < 0) return $"racesafe-op:{{{text}}}:{id.Value}";

        byte[] own = key!, whole = [.. prefix, .. own];
        if (HashSlot.TagOf(whole, out _)) return Concat(own, ":racesafe-op:", $"{id.Value}:{id.Value!.Length}");
        if (!prefix.AsSpan().Contains((byte)'{') && !whole.AsSpan().Contains((byte)'}'))
            return Concat("racesafe-op:{"u8, whole, $"}}:{id.Value}");

        // Braces that are no tag: no name can borrow the slot, so one is searched that falls into it (16,384 tries on average, 0.2 ms).
        byte[] start = Concat(own, ":racesafe-op:", $"{Convert.ToHexString(Encoding.UTF8.GetBytes(id.Value!))}:n")!;
        var (slot, crc) = (HashSlot.Of(whole), HashSlot.Crc(HashSlot.Crc(0, prefix), start));
        Span<byte> digits = stackalloc byte[10];
        for (var n = 0; ; n++)
        {
            n.TryFormat(digits, out var length);
            if (HashSlot.Crc(crc, digits[..length]) % HashSlot.Count == slot) return (byte[])[.. start, .. digits[..length]];
        }
    }

    private static RedisKey Concat(byte[] key, string mark, string rest) => (byte[])[.. key, .. Encoding.UTF8.GetBytes(mark + rest)];

    private static RedisKey Concat(ReadOnlySpan<byte> mark, byte[] key, string rest) => (byte[])[.. mark, .. key, .. Encoding.UTF8.GetBytes(rest)];
}
