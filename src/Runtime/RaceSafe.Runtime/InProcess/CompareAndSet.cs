using System.Runtime.CompilerServices;

namespace RaceSafe;

/// <summary>
/// Compare-and-set by bits. By bits, because value equality lies here: 0.0 equals -0.0, and a loop that compared so would take a lost race for a
/// won one. The type tests are constants to the compiler, so each instantiation is one instruction.
/// </summary>
internal static class CompareAndSet
{
    /// <summary>Sets the variable if it still holds <paramref name="expected"/>; otherwise puts there what it holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Try<T>(ref T location, ref T expected, T value)
    {
        if (!typeof(T).IsValueType)
        {
            var held = (object?)expected;
            var seen = Interlocked.CompareExchange(ref Unsafe.As<T, object?>(ref location), value, held);
            expected = Unsafe.As<object?, T>(ref seen);
            return ReferenceEquals(seen, held);
        }

        if (!typeof(T).IsPrimitive && !typeof(T).IsEnum) throw NotSupported<T>();
        return Unsafe.SizeOf<T>() switch
        {
            4 => Try(ref Unsafe.As<T, int>(ref location), ref Unsafe.As<T, int>(ref expected), Unsafe.As<T, int>(ref value)),
            8 => Try(ref Unsafe.As<T, long>(ref location), ref Unsafe.As<T, long>(ref expected), Unsafe.As<T, long>(ref value)),
#if NET9_0_OR_GREATER
            1 => Try(ref Unsafe.As<T, byte>(ref location), ref Unsafe.As<T, byte>(ref expected), Unsafe.As<T, byte>(ref value)),
            2 => Try(ref Unsafe.As<T, ushort>(ref location), ref Unsafe.As<T, ushort>(ref expected), Unsafe.As<T, ushort>(ref value)),
#endif
            _ => throw NotSupported<T>(),
        };
    }

    /// <summary>Reads the variable whole: a plain read of 64 bits may be torn on a 32-bit processor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read<T>(ref T location)
    {
        if (Unsafe.SizeOf<T>() != 8 || !typeof(T).IsValueType) return location;
        var bits = Volatile.Read(ref Unsafe.As<T, long>(ref location));
        return Unsafe.As<long, T>(ref bits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Try(ref int location, ref int expected, int value)
    {
        var held = expected;
        return (expected = Interlocked.CompareExchange(ref location, value, held)) == held;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Try(ref long location, ref long expected, long value)
    {
        var held = expected;
        return (expected = Interlocked.CompareExchange(ref location, value, held)) == held;
    }

#if NET9_0_OR_GREATER
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Try(ref byte location, ref byte expected, byte value)
    {
        var held = expected;
        return (expected = Interlocked.CompareExchange(ref location, value, held)) == held;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Try(ref ushort location, ref ushort expected, ushort value)
    {
        var held = expected;
        return (expected = Interlocked.CompareExchange(ref location, value, held)) == held;
    }
#endif

    private static NotSupportedException NotSupported<T>() =>
        new($"{typeof(T)} cannot be replaced in one step; use a lock, or hold it in an immutable class.");
}
