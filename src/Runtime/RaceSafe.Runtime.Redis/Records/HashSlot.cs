namespace RaceSafe;

/// <summary>Where a cluster keeps a key: CRC16 (XMODEM) of its hash tag, else of the whole key, modulo 16384 (Redis cluster specification).</summary>
internal static class HashSlot
{
    public const int Count = 16_384;

    private static readonly ushort[] Table = MakeTable();

    /// <summary>The slot of a key.</summary>
    public static int Of(ReadOnlySpan<byte> key) => Crc(0, TagOf(key, out var tag) ? tag : key) % Count;

    /// <summary>The part that decides: between the first '{' and the first '}' after it, unless nothing is between them.</summary>
    public static bool TagOf(ReadOnlySpan<byte> key, out ReadOnlySpan<byte> tag)
    {
        var open = key.IndexOf((byte)'{');
        var length = open < 0 ? -1 : key[(open + 1)..].IndexOf((byte)'}');
        tag = length > 0 ? key.Slice(open + 1, length) : default;
        return length > 0;
    }

    /// <summary>The checksum of bytes that follow others with the checksum <paramref name="crc"/>.</summary>
    public static ushort Crc(ushort crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes) crc = (ushort)((crc << 8) ^ Table[(crc >> 8) ^ one]);
        return crc;
    }

    private static ushort[] MakeTable()
    {
        var table = new ushort[256];
        for (var i = 0; i < table.Length; i++)
        {
            var crc = i << 8;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
            table[i] = (ushort)crc;
        }

        return table;
    }
}
