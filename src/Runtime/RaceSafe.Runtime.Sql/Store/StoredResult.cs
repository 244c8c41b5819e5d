using System.Globalization;

namespace RaceSafe;

/// <summary>How a result is spelled in <c>racesafe_ops.result</c>: digits, or base64 behind a letter that tells null from empty.</summary>
internal static class StoredResult
{
    public static string Write<T>(T value) => value switch
    {
        long number => number.ToString(CultureInfo.InvariantCulture),
        byte[] bytes => "b" + Convert.ToBase64String(bytes),
        null => "n",
        _ => throw new NotSupportedException(typeof(T).FullName),
    };

    public static T Read<T>(string text) =>
        typeof(T) == typeof(long) ? (T)(object)long.Parse(text, CultureInfo.InvariantCulture)
        : text == "n" ? default!
        : (T)(object)Convert.FromBase64String(text[1..]);
}
