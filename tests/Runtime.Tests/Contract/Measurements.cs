using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace RaceSafe.Runtime.Tests.Contract;

/// <summary>Listens to the meter <c>RaceSafe</c>, and to its activities, of the whole process: tests look for what is theirs.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ActivityListener _activities;

    public Measurements()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != RaceSafeTelemetry.Name) return;
            Instruments.Add(instrument.Name, instrument.Unit);
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => All.Add(new(instrument.Name, value, Read(tags))));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => All.Add(new(instrument.Name, value, Read(tags))));
        _listener.Start();
        _activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == RaceSafeTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = Activities.Add,
        };
        ActivitySource.AddActivityListener(_activities);
    }

    public Dictionary<string, string?> Instruments { get; } = [];

    public ConcurrentBag<Measurement> All { get; } = [];

    public ConcurrentBag<Activity> Activities { get; } = [];

    public List<Measurement> Of(string instrument, params (string Tag, object Value)[] tags) =>
        [.. All.Where(m => m.Instrument == instrument && tags.All(t => Equals(m.Tags.GetValueOrDefault(t.Tag), t.Value)))];

    public void Dispose()
    {
        _listener.Dispose();
        _activities.Dispose();
    }

    private static Dictionary<string, object?> Read(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var read = new Dictionary<string, object?>();
        foreach (var (name, value) in tags) read.Add(name, value);
        return read;
    }

    internal sealed record Measurement(string Instrument, double Value, Dictionary<string, object?> Tags);
}

/// <summary>Keeps the events that were logged.</summary>
internal sealed class EventLog : ILogger
{
    private readonly ConcurrentQueue<(int Id, string? Name)> _events = [];

    public (int Id, string? Name)[] Events => [.. _events];

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _events.Enqueue((eventId.Id, eventId.Name));
}

/// <summary>As the logger of a provider that is broken.</summary>
internal sealed class FailingLogger : ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => throw new InvalidOperationException();

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        throw new AggregateException("An error occurred while writing to logger(s).");
}
