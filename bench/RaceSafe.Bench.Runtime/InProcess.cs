using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace RaceSafe.Bench.Runtime;

/// <summary>The operations within the process, against the same thing written by hand with Interlocked: one thread, since the question is what ours adds.</summary>
internal static class InProcess
{
    private const int Times = 5_000_000, Rounds = 9;
    private static readonly ConcurrentDictionary<string, int> Counts = new() { ["hit"] = 0 };
    private static long s_value;

    public static IEnumerable<string> Measure()
    {
        (string Name, string Hand, Action Ours, Action ByHand)[] pairs =
        [
            ("`Atomic.Update(ref x, n => n + 1)`", "CompareExchange loop", UpdateOurs, UpdateByHand),
            ("`Atomic.TryAdd(ref x, 1, max)`", "CompareExchange loop with the limit", TryAddOurs, TryAddByHand),
            ("`Atomic.Max(ref x, n)`, rising", "CompareExchange loop", MaxOurs, MaxByHand),
            ("`Atomic.Max(ref x, n)`, not higher", "a read and a comparison", NoMaxOurs, NoMaxByHand),
            ("`dictionary.Increment(key)`", "`AddOrUpdate` with a static lambda", IncrementOurs, IncrementByHand),
        ];
        foreach (var (name, hand, ours, byHand) in pairs)
        {
            for (var i = 0; i < 3; i++) _ = (Time(ours), Time(byHand)); // warm-up: tiers of the compiler
            List<double> one = [], other = [];
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            ours();
            bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
            for (var round = 0; round < Rounds; round++)
            {
                one.Add(Time(ours));
                other.Add(Time(byHand));
            }

            var (median, handMedian) = (one.Order().ElementAt(Rounds / 2), other.Order().ElementAt(Rounds / 2));
            yield return string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {hand} | {median:0.0} | {handMedian:0.0} | {median - handMedian:+0.0;-0.0;0.0} | {(double)bytes / Times:0} |");
        }
    }

    private static double Time(Action run)
    {
        s_value = 0;
        var start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / Times;
    }

    private static void UpdateOurs()
    {
        for (var i = 0; i < Times; i++) Atomic.Update(ref s_value, static n => n + 1);
    }

    private static void UpdateByHand()
    {
        for (var i = 0; i < Times; i++)
        {
            var held = Volatile.Read(ref s_value);
            while (Interlocked.CompareExchange(ref s_value, held + 1, held) is var seen && seen != held) held = seen;
        }
    }

    private static void TryAddOurs()
    {
        for (var i = 0; i < Times; i++) Atomic.TryAdd(ref s_value, 1, long.MaxValue - 1, out _);
    }

    private static void TryAddByHand()
    {
        for (var i = 0; i < Times; i++)
        {
            var held = Volatile.Read(ref s_value);
            while (held <= long.MaxValue - 2 && Interlocked.CompareExchange(ref s_value, held + 1, held) is var seen && seen != held) held = seen;
        }
    }

    private static void MaxOurs()
    {
        for (var i = 0; i < Times; i++) Atomic.Max(ref s_value, i + 1L);
    }

    private static void MaxByHand()
    {
        for (var i = 0; i < Times; i++)
        {
            var held = Volatile.Read(ref s_value);
            while (held < i + 1L && Interlocked.CompareExchange(ref s_value, i + 1L, held) is var seen && seen != held) held = seen;
        }
    }

    private static void NoMaxOurs()
    {
        for (var i = 0; i < Times; i++) Atomic.Max(ref s_value, -i);
    }

    private static void NoMaxByHand()
    {
        for (var i = 0; i < Times; i++)
        {
            var held = Volatile.Read(ref s_value);
            while (held < -i && Interlocked.CompareExchange(ref s_value, -i, held) is var seen && seen != held) held = seen;
        }
    }

    private static void IncrementOurs()
    {
        for (var i = 0; i < Times; i++) Counts.Increment("hit");
    }

    private static void IncrementByHand()
    {
        for (var i = 0; i < Times; i++) Counts.AddOrUpdate("hit", 1, static (_, n) => n + 1);
    }
}
