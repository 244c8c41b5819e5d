namespace RaceSafe;

/// <summary>
/// Atomic updates of a variable for which <see cref="Interlocked"/> has no single operation. All are lock-free compare-and-set loops that
/// allocate nothing, are full fences when they write, and return the new value.
/// </summary>
/// <remarks>
/// The variable may be a reference, an enum or a primitive number. On .NET 8 one- and two-byte types (bool, byte, short, char, and enums over
/// them) throw <see cref="NotSupportedException"/>, because the processor operation is missing there; on later versions they work. Every other
/// access to the variable must be atomic too: mixing with plain <c>++</c> loses updates.
/// </remarks>
public static partial class Atomic
{
    /// <summary>Replaces the value by <paramref name="update"/> of it and returns the new value.</summary>
    /// <param name="location">The variable.</param>
    /// <param name="update">From the current to the new value. Runs again after each conflict: no side effects. Its exception changes nothing.</param>
    /// <typeparam name="T">A reference type, an enum or a primitive number.</typeparam>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another value type.</exception>
    public static T Update<T>(ref T location, Func<T, T> update)
    {
        ArgumentNullException.ThrowIfNull(update);
        var current = CompareAndSet.Read(ref location);
        while (true)
        {
            var next = update(current);
            if (CompareAndSet.Try(ref location, ref current, next)) return next;
        }
    }

    /// <summary>As <see cref="Update{T}(ref T, Func{T, T})"/>, with an argument handed through so that the lambda can be static.</summary>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is not a reference type, an enum or a primitive number.</exception>
    public static T Update<T, TArg>(ref T location, Func<T, TArg, T> update, TArg argument)
    {
        ArgumentNullException.ThrowIfNull(update);
        var current = CompareAndSet.Read(ref location);
        while (true)
        {
            var next = update(current, argument);
            if (CompareAndSet.Try(ref location, ref current, next)) return next;
        }
    }

    /// <summary>Adds and returns the new value.</summary>
    public static double Add(ref double location, double by)
    {
        var current = Volatile.Read(ref location);
        double next;
        do next = current + by; while (!CompareAndSet.Try(ref location, ref current, next));
        return next;
    }

    /// <inheritdoc cref="Add(ref double, double)"/>
    public static float Add(ref float location, float by)
    {
        var current = Volatile.Read(ref location);
        float next;
        do next = current + by; while (!CompareAndSet.Try(ref location, ref current, next));
        return next;
    }

    /// <summary>Adds if the sum is at most <paramref name="max"/>.</summary>
    /// <param name="location">The variable.</param>
    /// <param name="by">Any amount.</param>
    /// <param name="max">Largest sum allowed.</param>
    /// <param name="value">The new value, or the current one when refused.</param>
    /// <returns>False when the sum would pass the limit or leave 64 bits; then nothing was changed.</returns>
    public static bool TryAdd(ref long location, long by, long max, out long value) =>
        TryAdd(ref location, by, long.MinValue, max, out value);

    /// <summary>Adds if the sum is within [<paramref name="min"/>, <paramref name="max"/>].</summary>
    /// <param name="location">The variable.</param>
    /// <param name="by">Any amount.</param>
    /// <param name="min">Smallest sum allowed.</param>
    /// <param name="max">Largest sum allowed.</param>
    /// <param name="value">The new value, or the current one when refused.</param>
    /// <returns>False when the sum would leave the range or 64 bits; then nothing was changed.</returns>
    public static bool TryAdd(ref long location, long by, long min, long max, out long value)
    {
        var current = Volatile.Read(ref location);
        while (true)
        {
            var sum = unchecked(current + by);
            var overflows = ((current ^ sum) & (by ^ sum)) < 0; // the sum's sign differs from that of both
            if (overflows || sum < min || sum > max)
            {
                value = current;
                return false;
            }

            if (CompareAndSet.Try(ref location, ref current, sum))
            {
                value = sum;
                return true;
            }
        }
    }

    /// <inheritdoc cref="TryAdd(ref long, long, long, out long)"/>
    public static bool TryAdd(ref int location, int by, int max, out int value) =>
        TryAdd(ref location, by, int.MinValue, max, out value);

    /// <inheritdoc cref="TryAdd(ref long, long, long, long, out long)"/>
    public static bool TryAdd(ref int location, int by, int min, int max, out int value)
    {
        var current = Volatile.Read(ref location);
        while (true)
        {
            var sum = (long)current + by;
            if (sum < min || sum > max)
            {
                value = current;
                return false;
            }

            if (CompareAndSet.Try(ref location, ref current, (int)sum))
            {
                value = (int)sum;
                return true;
            }
        }
    }

    /// <summary>Turns zero into one and anything else into zero; returns the new value.</summary>
    public static int Toggle(ref int location)
    {
        var current = Volatile.Read(ref location);
        int next;
        do next = current == 0 ? 1 : 0; while (!CompareAndSet.Try(ref location, ref current, next));
        return next;
    }

#if NET9_0_OR_GREATER
    /// <summary>Negates and returns the new value. From .NET 9 on; before, keep the flag in an int.</summary>
    public static bool Toggle(ref bool location)
    {
        var current = Volatile.Read(ref location);
        bool next;
        do next = !current; while (!CompareAndSet.Try(ref location, ref current, next));
        return next;
    }
#endif
}
