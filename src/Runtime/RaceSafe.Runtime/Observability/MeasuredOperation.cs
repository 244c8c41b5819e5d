using System.ComponentModel;
using System.Diagnostics;

namespace RaceSafe;

/// <summary>One operation under measurement, with its activity when somebody listens to activities.</summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public readonly struct MeasuredOperation
{
    private readonly string _backend, _operation;
    private readonly string? _key;
    private readonly long _start;
    private readonly Activity? _activity;

    internal MeasuredOperation(string backend, string operation, string? key)
    {
        (_backend, _operation, _key) = (backend, operation, key);
        _activity = RaceSafeTelemetry.Source.StartActivity(operation, ActivityKind.Client);
        _start = Stopwatch.GetTimestamp();
    }

    /// <summary>The operation told what became of it.</summary>
    public void Succeeded(AtomicOutcome outcome) => End(outcome switch
    {
        AtomicOutcome.Applied => "applied",
        AtomicOutcome.Replayed => "replayed",
        _ => "refused",
    }, null);

    /// <summary>The operation threw.</summary>
    public void Failed(Exception failure)
    {
        var type = failure.GetType().FullName;
        _activity?.SetStatus(ActivityStatusCode.Error, type);
        End(failure switch
        {
            OutcomeUnknownException => "unknown",
            OperationCanceledException => "cancelled",
            _ => "error",
        }, type);
    }

    internal void End(string outcome, string? errorType)
    {
        Instruments.Operated(_backend, _operation, outcome, errorType, _key, Stopwatch.GetElapsedTime(_start));
        if (_activity is null) return;
        _activity.SetTag("racesafe.backend", _backend);
        _activity.SetTag("racesafe.outcome", outcome);
        if (errorType is not null) _activity.SetTag("error.type", errorType);
        if (Instruments.GroupOf(_key) is { } group) _activity.SetTag("racesafe.key_group", group);
        _activity.Dispose();
    }
}
