using System.Globalization;
using System.Numerics;

namespace RaceSafe;

/// <summary>How numbers of .NET get into and out of columns.</summary>
internal static class NumberRange
{
    /// <summary>The range of an integer type.</summary>
    public static (long Least, long Most) Of<T>() where T : struct, INumber<T>
    {
        if (typeof(T) == typeof(long)) return (long.MinValue, long.MaxValue);
        if (typeof(T) == typeof(int)) return (int.MinValue, int.MaxValue);
        if (typeof(T) == typeof(short)) return (short.MinValue, short.MaxValue);
        if (typeof(T) == typeof(byte)) return (byte.MinValue, byte.MaxValue);
        throw Unsupported<T>();
    }

    /// <summary>The smallest 64-bit integer has no literal of its own: the digits alone are beyond the largest.</summary>
    public static string Literal(long number) => number == long.MinValue ? "-9223372036854775807 - 1" : number.ToString(CultureInfo.InvariantCulture);

    public static bool IsFraction<T>() => typeof(T) == typeof(decimal) || typeof(T) == typeof(double) || typeof(T) == typeof(float);

    public static void Check<T>() where T : struct, INumber<T>
    {
        if (!IsFraction<T>()) _ = Of<T>();
    }

    /// <summary>Reads what a driver returned, or what the operation table keeps as text.</summary>
    public static T? Read<T>(object? value) where T : struct, INumber<T> => value switch
    {
        null => null,
        T same => same,
        string text => T.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        _ => (T)Convert.ChangeType(value, typeof(T), CultureInfo.InvariantCulture),
    };

    private static NotSupportedException Unsupported<T>() =>
        new($"{typeof(T).Name} has no column type of its own on both databases; use byte, short, int, long, float, double or decimal.");
}
