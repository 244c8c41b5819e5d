using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace RaceSafe;

/// <summary>
/// The instruments of the meter <c>RaceSafe</c>, one method each, for authors of back ends. Times are seconds. Every method costs a look at a flag while nobody
/// listens.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public static class Instruments
{
    private static readonly Histogram<double> Operations = Seconds("racesafe.operation.duration", "Duration of an atomic operation, retries included.");
    private static readonly Counter<long> RetryCount = Count("racesafe.retries", "{retry}", "Attempts that were repeated.");
    private static readonly Counter<long> UnknownCount = Count("racesafe.outcome.unknown", "{operation}", "Operations whose reply was lost, and how that was resolved.");
    private static readonly Histogram<double> LockWaits = Seconds("racesafe.lock.acquire.duration", "Time until a lock was had, or not.");
    private static readonly Histogram<double> LockHolds = Seconds("racesafe.lock.held.duration", "Time for which a lock was held.");
    private static readonly UpDownCounter<long> LocksHeld = RaceSafeTelemetry.Meter.CreateUpDownCounter<long>("racesafe.lock.active", "{lock}", "Locks held at this moment.");
    private static readonly Counter<long> LockRenewals = Count("racesafe.lock.renewals", "{renewal}", "Renewals of leases.");
    private static readonly Counter<long> LocksLost = Count("racesafe.lock.lost", "{lock}", "Locks lost while held.");
    private static readonly Counter<long> Requests = Count("racesafe.idempotency.requests", "{request}", "Idempotent requests; the hit rate is replayed over all.");
    private static readonly Histogram<long> Drifts = RaceSafeTelemetry.Meter.CreateHistogram<long>(
        "racesafe.counter.drift", "{unit}", "Absolute difference of a counter from its source rows, for each counter that differs.");

    /// <summary>True when somebody listens to the duration of operations or to activities.</summary>
    public static bool MeasuresOperations => Operations.Enabled || RaceSafeTelemetry.Source.HasListeners();

    /// <summary>True when somebody listens to how long locks are waited for.</summary>
    internal static bool MeasuresLockWaits => LockWaits.Enabled;

    /// <summary>Starts to measure an operation; end it by <see cref="MeasuredOperation.Succeeded"/> or <see cref="MeasuredOperation.Failed"/>.</summary>
    /// <param name="backend">The store's name.</param>
    /// <param name="operation">What is done, in lower case with underscores.</param>
    /// <param name="key">What it is done to; only its group is reported.</param>
    public static MeasuredOperation StartOperation(string backend, string operation, string? key) => new(backend, operation, key);

    /// <summary>An attempt is repeated.</summary>
    /// <param name="backend">The store's name.</param>
    /// <param name="reason"><c>not_applied</c>, <c>unknown</c>, <c>contention</c> or <c>conflict</c>.</param>
    public static void Retried(string backend, string reason) => RetryCount.Add(1, new("racesafe.backend", backend), new("racesafe.reason", reason));

    /// <summary>A reply was lost.</summary>
    /// <param name="backend">The store's name.</param>
    /// <param name="resolution">
    /// <c>retried</c>: a later attempt told; <c>thrown</c>: the caller was told that it is unknown; <c>applied</c>, <c>not_applied</c>, <c>unknown</c>: the caller asked afterwards.
    /// </param>
    public static void OutcomeUnknown(string backend, string resolution) =>
        UnknownCount.Add(1, new("racesafe.backend", backend), new("racesafe.resolution", resolution));

    /// <summary>A lock was asked for.</summary>
    /// <param name="backend">The store's name.</param>
    /// <param name="outcome"><c>acquired</c>, <c>busy</c>, <c>timeout</c> or <c>error</c>.</param>
    /// <param name="waited">How long it took.</param>
    /// <param name="name">The lock; only its group is reported.</param>
    public static void LockAsked(string backend, string outcome, TimeSpan waited, string? name = null)
    {
        if (LockWaits.Enabled) LockWaits.Record(waited.TotalSeconds, Tags(backend, name, "racesafe.outcome", outcome));
    }

    /// <summary>A lock is held from now on.</summary>
    public static void LockTaken(string backend) => LocksHeld.Add(1, new KeyValuePair<string, object?>("racesafe.backend", backend));

    /// <summary>A lock is not held any longer.</summary>
    /// <param name="backend">The store's name.</param>
    /// <param name="held">For how long it was held.</param>
    /// <param name="name">The lock; only its group is reported.</param>
    public static void LockGiven(string backend, TimeSpan held, string? name = null)
    {
        LocksHeld.Add(-1, new KeyValuePair<string, object?>("racesafe.backend", backend));
        if (LockHolds.Enabled) LockHolds.Record(held.TotalSeconds, Tags(backend, name));
    }

    /// <summary>A lease was renewed, or not.</summary>
    /// <param name="backend">The store's name.</param>
    /// <param name="outcome"><c>renewed</c>, <c>lost</c> or <c>error</c>.</param>
    public static void LockRenewed(string backend, string outcome) =>
        LockRenewals.Add(1, new("racesafe.backend", backend), new("racesafe.outcome", outcome));

    /// <summary>A lock was lost while held.</summary>
    /// <param name="backend">The store's name.</param>
    /// <param name="cause"><c>deadline</c>, <c>taken</c> or <c>max_hold</c>.</param>
    public static void LockLost(string backend, string cause) => LocksLost.Add(1, new("racesafe.backend", backend), new("racesafe.cause", cause));

    /// <summary>An idempotent request came to its end.</summary>
    /// <param name="backend">The store's name.</param>
    /// <param name="outcome">
    /// <c>executed</c>, <c>replayed</c>, <c>waited</c>, <c>taken_over</c>, <c>mismatch</c>, <c>in_flight</c>, <c>failed</c>, <c>lost</c>, <c>unavailable</c>, <c>unprotected</c> or
    /// <c>cancelled</c>.
    /// </param>
    /// <param name="key">The key; only its group is reported.</param>
    public static void IdempotentRequest(string backend, string outcome, string? key = null)
    {
        if (Requests.Enabled) Requests.Add(1, Tags(backend, key, "racesafe.outcome", outcome));
    }

    /// <summary>A counter differs from its source rows.</summary>
    /// <param name="backend">The database's name.</param>
    /// <param name="table">The counter's table.</param>
    /// <param name="column">The counter's column.</param>
    /// <param name="difference">By how much; its sign is dropped.</param>
    /// <param name="repaired">Whether it was set right.</param>
    public static void CounterDrift(string backend, string table, string column, long difference, bool repaired)
    {
        if (Drifts.Enabled)
            Drifts.Record(difference == long.MinValue ? long.MaxValue : Math.Abs(difference), new TagList
            {
                { "racesafe.backend", backend }, { "racesafe.table", table }, { "racesafe.column", column }, { "racesafe.repaired", repaired },
            });
    }

    internal static void Operated(string backend, string operation, string outcome, string? errorType, string? key, TimeSpan elapsed)
    {
        if (!Operations.Enabled) return;
        if (errorType is null && RaceSafeTelemetry.KeyGroup is null)
        {
            // The usual case: three tags by hand are half the work of a list that has room for more.
            Operations.Record(elapsed.TotalSeconds, new("racesafe.backend", backend), new("racesafe.outcome", outcome), new("racesafe.operation", operation));
            return;
        }

        var tags = Tags(backend, key, "racesafe.outcome", outcome);
        tags.Add("racesafe.operation", operation);
        if (errorType is not null) tags.Add("error.type", errorType);
        Operations.Record(elapsed.TotalSeconds, tags);
    }

    internal static string? GroupOf(string? key)
    {
        if (key is null || RaceSafeTelemetry.KeyGroup is not { } group) return null;
        try
        {
            return group(key);
        }
        catch (Exception)
        {
            return null; // what was done is done: it must not look like a failure because a name was not found for it
        }
    }

    private static TagList Tags(string backend, string? key, string? name = null, object? value = null)
    {
        var tags = new TagList { { "racesafe.backend", backend } };
        if (name is not null) tags.Add(name, value);
        if (GroupOf(key) is { } group) tags.Add("racesafe.key_group", group);
        return tags;
    }

    private static Histogram<double> Seconds(string name, string description) => RaceSafeTelemetry.Meter.CreateHistogram<double>(name, "s", description);

    private static Counter<long> Count(string name, string unit, string description) => RaceSafeTelemetry.Meter.CreateCounter<long>(name, unit, description);
}
