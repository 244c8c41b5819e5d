using Microsoft.Extensions.Logging;

namespace RaceSafe;

/// <summary>How an attempt to get a lock ended.</summary>
internal enum AcquireOutcome
{
    Acquired,
    Busy,
    Timeout,
    Error,
}

/// <summary>The one place where locks say what happens to them.</summary>
internal sealed partial class LockEvents(string backend, ILogger? logger)
{
    private readonly ILogger _logger = QuietLogger.Over(logger);

    public void Asked(string name, AcquireOutcome outcome, LeaseClock clock, Instant since)
    {
        if (Instruments.MeasuresLockWaits || _logger.IsEnabled(LogLevel.Debug))
        {
            var took = clock.Time.GetElapsedTime(since.Timestamp);
            LogAsked(_logger, name, backend, outcome, took.TotalMilliseconds);
            Instruments.LockAsked(backend, Word(outcome), took, name);
        }

        if (outcome == AcquireOutcome.Acquired) Instruments.LockTaken(backend);
    }

    public void Renewed(bool held) => Instruments.LockRenewed(backend, held ? "renewed" : "lost");

    public void NotRenewed(string name, Exception failure)
    {
        LogNotRenewed(_logger, name, backend, failure);
        Instruments.LockRenewed(backend, "error");
    }

    /// <summary>The lock is held no longer: exactly once per lock that was acquired.</summary>
    public void Ended(string name, LockLoss loss, TimeSpan held)
    {
        Instruments.LockGiven(backend, held, name);
        if (loss == LockLoss.Released)
        {
            LogReleased(_logger, name, backend, held.TotalMilliseconds);
            return;
        }

        LogLost(_logger, name, backend, loss, held.TotalMilliseconds);
        Instruments.LockLost(backend, Word(loss));
    }

    public void NotFreed(string name, Exception failure) => LogNotFreed(_logger, name, backend, failure);

    public void CallbackFailed(string name, Exception failure) => LogCallbackFailed(_logger, name, failure);

    private static string Word(AcquireOutcome outcome) => outcome switch
    {
        AcquireOutcome.Acquired => "acquired",
        AcquireOutcome.Busy => "busy",
        AcquireOutcome.Timeout => "timeout",
        _ => "error",
    };

    private static string Word(LockLoss loss) => loss switch
    {
        LockLoss.Taken => "taken",
        LockLoss.HeldTooLong => "max_hold",
        _ => "deadline",
    };

    [LoggerMessage(EventId = 20, EventName = "LockAsked", Level = LogLevel.Debug, Message = "Lock '{Name}' on {Backend}: {Outcome} after {Milliseconds} ms.")]
    private static partial void LogAsked(ILogger logger, string name, string backend, AcquireOutcome outcome, double milliseconds);

    [LoggerMessage(EventId = 21, EventName = "LockNotRenewed", Level = LogLevel.Warning, Message = "Lock '{Name}' on {Backend} could not be renewed; tried again until its lease is over.")]
    private static partial void LogNotRenewed(ILogger logger, string name, string backend, Exception failure);

    [LoggerMessage(EventId = 22, EventName = "LockLost", Level = LogLevel.Warning, Message = "Lock '{Name}' on {Backend} was lost ({Loss}) after {Milliseconds} ms.")]
    private static partial void LogLost(ILogger logger, string name, string backend, LockLoss loss, double milliseconds);

    [LoggerMessage(EventId = 23, EventName = "LockReleased", Level = LogLevel.Debug, Message = "Lock '{Name}' on {Backend} was released after {Milliseconds} ms.")]
    private static partial void LogReleased(ILogger logger, string name, string backend, double milliseconds);

    [LoggerMessage(EventId = 24, EventName = "LockNotFreed", Level = LogLevel.Warning, Message = "Lock '{Name}' on {Backend} could not be freed; it is free when its lease is over.")]
    private static partial void LogNotFreed(ILogger logger, string name, string backend, Exception failure);

    [LoggerMessage(EventId = 25, EventName = "LockCallbackFailed", Level = LogLevel.Error, Message = "A callback that was told of the loss of lock '{Name}' failed.")]
    private static partial void LogCallbackFailed(ILogger logger, string name, Exception failure);
}
