using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace RaceSafe;

/// <summary>
/// A logger whose own failures are not heard of. Loggers throw what their providers throw; that must not cost a lock that was just granted, keep the loss of one from its holder, or end the process
/// on the thread of a timer.
/// </summary>
internal sealed class QuietLogger : ILogger
{
    private readonly ILogger _logger;

    private QuietLogger(ILogger logger) => _logger = logger;

    /// <summary>Over the logger, if there is one.</summary>
    public static ILogger Over(ILogger? logger) => logger is null ? NullLogger.Instance : new QuietLogger(logger);

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => _logger.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return _logger.IsEnabled(logLevel);
        }
        catch (Exception)
        {
            return false;
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            _logger.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
            // There is nobody to tell.
        }
    }
}
