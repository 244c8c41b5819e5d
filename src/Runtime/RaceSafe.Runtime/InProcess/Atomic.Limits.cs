namespace RaceSafe;

public static partial class Atomic
{
    /// <summary>Raises the value to <paramref name="value"/> if it is lower; returns the greater of both.</summary>
    public static int Max(ref int location, int value)
    {
        var current = Volatile.Read(ref location);
        while (current < value)
            if (CompareAndSet.Try(ref location, ref current, value)) return value;
        return current;
    }

    /// <inheritdoc cref="Max(ref int, int)"/>
    public static long Max(ref long location, long value)
    {
        var current = Volatile.Read(ref location);
        while (current < value)
            if (CompareAndSet.Try(ref location, ref current, value)) return value;
        return current;
    }

    /// <inheritdoc cref="Max(ref int, int)"/>
    public static uint Max(ref uint location, uint value)
    {
        var current = Volatile.Read(ref location);
        while (current < value)
            if (CompareAndSet.Try(ref location, ref current, value)) return value;
        return current;
    }

    /// <inheritdoc cref="Max(ref int, int)"/>
    public static ulong Max(ref ulong location, ulong value)
    {
        var current = Volatile.Read(ref location);
        while (current < value)
            if (CompareAndSet.Try(ref location, ref current, value)) return value;
        return current;
    }

    /// <inheritdoc cref="Max(ref int, int)"/>
    /// <remarks>A comparison with NaN is false: NaN never replaces a value and is never replaced.</remarks>
    public static double Max(ref double location, double value)
    {
        var current = Volatile.Read(ref location);
        while (current < value)
            if (CompareAndSet.Try(ref location, ref current, value)) return value;
        return current;
    }

    /// <inheritdoc cref="Max(ref double, double)"/>
    public static float Max(ref float location, float value)
    {
        var current = Volatile.Read(ref location);
        while (current < value)
            if (CompareAndSet.Try(ref location, ref current, value)) return value;
        return current;
    }

    /// <summary>Lowers the value to <paramref name="value"/> if it is higher; returns the smaller of both.</summary>
    public static int Min(ref int location, int value)
    {
        var current = Volatile.Read(ref location);
        while (current > value)
            if (CompareAndSet.Try(ref location, ref current, value)) return value;
        return current;
    }

    /// <inheritdoc cref="Min(ref int, int)"/>
    public static long Min(ref long location, long value)
    {
        var current = Volatile.Read(ref location);
        while (current > value)
            if (CompareAndSet.Try(ref location, ref current, value)) return value;
        return current;
    }

    /// <inheritdoc cref="Min(ref int, int)"/>
    public static uint Min(ref uint location, uint value)
    {
        var current = Volatile.Read(ref location);
        while (current > value)
            if (CompareAndSet.Try(ref location, ref current, value)) return value;
        return current;
    }

    /// <inheritdoc cref="Min(ref int, int)"/>
    public static ulong Min(ref ulong location, ulong value)
    {
        var current = Volatile.Read(ref location);
        while (current > value)
            if (CompareAndSet.Try(ref location, ref current, value)) return value;
        return current;
    }

    /// <inheritdoc cref="Min(ref int, int)"/>
    /// <remarks>A comparison with NaN is false: NaN never replaces a value and is never replaced.</remarks>
    public static double Min(ref double location, double value)
    {
        var current = Volatile.Read(ref location);
        while (current > value)
            if (CompareAndSet.Try(ref location, ref current, value)) return value;
        return current;
    }

    /// <inheritdoc cref="Min(ref double, double)"/>
    public static float Min(ref float location, float value)
    {
        var current = Volatile.Read(ref location);
        while (current > value)
            if (CompareAndSet.Try(ref location, ref current, value)) return value;
        return current;
    }
}
