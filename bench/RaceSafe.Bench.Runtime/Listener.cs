using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace RaceSafe.Bench.Runtime;

/// <summary>Listens to every instrument, or to none, and measures within the process what that costs a call: beside a call of a server it is too little to be seen.</summary>
internal static class Listener
{
    private const int Times = 1_000_000, Rounds = 9;
    private static readonly object Gate = new();
    private static MeterListener? s_listener;
    private static double s_sum;

    public static void Set(bool on)
    {
        if (Volatile.Read(ref s_listener) is not null == on) return;
        lock (Gate)
        {
            if (s_listener is not null == on) return;
            s_listener?.Dispose();
            s_listener = on ? Start() : null;
        }
    }

    /// <summary>Lines of a table: what is added to a call, and its part of a call that takes so many microseconds.</summary>
    public static IEnumerable<string> Measure(IReadOnlyList<(string Name, double Microseconds)> calls)
    {
        foreach (var (name, on) in new[] { ("nobody", false), ("every instrument", true) })
        {
            Set(on);
            s_sum = 0;
            for (var i = 0; i < 3; i++) Call(); // warm-up: tiers of the compiler
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            var times = Enumerable.Range(0, Rounds).Select(_ => Call()).Order().ToArray();
            bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
            if (on != s_sum > 0) throw new InvalidOperationException("The listener was told nothing, or was not taken off.");
            var (nanoseconds, perCall) = (times[Rounds / 2], bytes / ((double)Rounds * Times));
            yield return string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {nanoseconds:0.0} ({times[0]:0.0}–{times[^1]:0.0}) | {perCall:0} | {string.Join("; ", calls.Select(c => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / c.Microseconds / 10:0.00} % of {c.Name} ({c.Microseconds:0.0} µs)")))} |");
        }

        Set(false);
    }

    // The very lines that a call of the Redis runtime has around it, in an awaited method as there.
    private static double Call()
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Times; i++)
        {
            var call = Instruments.MeasuresOperations ? MeasureAsync() : new(1);
            _ = call.Result;
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / Times;
    }

    private static async ValueTask<long> MeasureAsync()
    {
        var measured = Instruments.StartOperation("redis", "increment", null);
        try
        {
            var result = await new ValueTask<long>(1).ConfigureAwait(false);
            measured.Succeeded(AtomicOutcome.Applied);
            return result;
        }
        catch (Exception failure)
        {
            measured.Failed(failure);
            throw;
        }
    }

    // Adds up what it is told, as an exporter does before anything else.
    private static MeterListener Start()
    {
        var listener = new MeterListener { InstrumentPublished = (instrument, self) => { if (instrument.Meter.Name == RaceSafeTelemetry.Name) self.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<double>(static (_, value, tags, _) => s_sum += value * tags.Length);
        listener.SetMeasurementEventCallback<long>(static (_, value, tags, _) => s_sum += value * tags.Length);
        listener.Start();
        return listener;
    }
}
