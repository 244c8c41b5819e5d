using System.Diagnostics.Metrics;

namespace StorageAccounts;

/// <summary>Figures of the service; those of locks and idempotency are the runtime's, in the meter <c>RaceSafe</c>. No user is named in any of them.</summary>
public sealed class AccountMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "StorageAccounts";

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _answers;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _storeFailures;

    public AccountMetrics()
    {
        _answers = _meter.CreateCounter<long>("storageaccounts.answers", "{answer}", "Answers by outcome; found is validated.");
        _duration = _meter.CreateHistogram<double>("storageaccounts.answer.duration", "s", "Time to an answer.");
        _storeFailures = _meter.CreateCounter<long>("storageaccounts.store.failures", "{request}", "Requests that the store of locks failed, and whether they went on without.");
    }

    /// <summary>The meter: a listener tells two services of one process apart by it.</summary>
    public Meter Meter => _meter;

    /// <summary>A request was answered.</summary>
    public void Answered(AccountResult result, TimeSpan elapsed)
    {
        var outcome = result.IsReplayed ? "replayed" : result.Outcome.ToString().ToLowerInvariant();
        _answers.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        _duration.Record(elapsed.TotalSeconds);
    }

    /// <summary>The store failed a request.</summary>
    public void StoreFailed(bool wentOn) => _storeFailures.Add(1, new KeyValuePair<string, object?>("went_on", wentOn));

    public void Dispose() => _meter.Dispose();
}
