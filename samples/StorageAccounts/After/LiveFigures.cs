using System.Diagnostics.Metrics;
using RaceSafe;

namespace StorageAccounts;

/// <summary>What the page shows.</summary>
/// <param name="LocksHad">Locks that were acquired.</param>
/// <param name="LocksMissed">Locks that were busy for the whole wait, or could not be asked for.</param>
/// <param name="LockWaitMs">Mean wait for a lock, milliseconds.</param>
/// <param name="Requests">Idempotent requests.</param>
/// <param name="HitRate">Share of them that another request had done, 0 to 1.</param>
/// <param name="Answers">Answers by outcome.</param>
/// <param name="AnswerMs">Mean time to an answer, milliseconds.</param>
/// <param name="StoreFailures">Requests that the store of locks failed.</param>
public sealed record Figures(
    long LocksHad, long LocksMissed, double LockWaitMs, long Requests, double HitRate, IReadOnlyDictionary<string, long> Answers, double AnswerMs, long StoreFailures);

/// <summary>Listens to the meters of the service and of the runtime, as an exporter would, and adds up.</summary>
public sealed class LiveFigures : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Instrument, string? Outcome), (long Count, double Sum)> _totals = [];

    public LiveFigures(AccountMetrics metrics)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == metrics.Meter || instrument.Meter.Name == RaceSafeTelemetry.Name) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, amount, tags, _) => Add(instrument.Name, tags, amount));
        _listener.SetMeasurementEventCallback<double>((instrument, amount, tags, _) => Add(instrument.Name, tags, amount));
        _listener.Start();
    }

    /// <summary>The figures since the start.</summary>
    public Figures Read()
    {
        lock (_lock)
        {
            const string locks = "racesafe.lock.acquire.duration", requests = "racesafe.idempotency.requests", answers = "storageaccounts.answers";
            var asked = Of(requests).Sum(total => total.Count);
            var hits = Of(requests).Where(total => total.Outcome is "replayed" or "waited").Sum(total => total.Count);
            return new(
                Of(locks).Where(total => total.Outcome == "acquired").Sum(total => total.Count),
                Of(locks).Where(total => total.Outcome != "acquired").Sum(total => total.Count),
                MeanMs(locks), asked, asked == 0 ? 0 : (double)hits / asked,
                Of(answers).ToDictionary(total => total.Outcome ?? "", total => total.Count),
                MeanMs("storageaccounts.answer.duration"), Of("storageaccounts.store.failures").Sum(total => total.Count));
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Add(string instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags, double amount)
    {
        string? outcome = null;
        foreach (var tag in tags)
            if (tag.Key is "outcome" or "racesafe.outcome") outcome = tag.Value as string;
        lock (_lock)
        {
            var (count, sum) = _totals.GetValueOrDefault((instrument, outcome));
            _totals[(instrument, outcome)] = (count + 1, sum + amount);
        }
    }

    private IEnumerable<(string? Outcome, long Count, double Sum)> Of(string instrument) =>
        _totals.Where(total => total.Key.Instrument == instrument).Select(total => (total.Key.Outcome, total.Value.Count, total.Value.Sum));

    private double MeanMs(string instrument)
    {
        var (count, sum) = Of(instrument).Aggregate((Count: 0L, Sum: 0d), (all, one) => (all.Count + one.Count, all.Sum + one.Sum));
        return count == 0 ? 0 : 1000 * sum / count;
    }
}
