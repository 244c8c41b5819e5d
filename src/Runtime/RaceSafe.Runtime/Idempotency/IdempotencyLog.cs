using Microsoft.Extensions.Logging;

namespace RaceSafe;

/// <summary>Log events 10 to 19. Ids never change their meaning; keys are not logged, as they are not reported in metrics.</summary>
internal static partial class IdempotencyLog
{
    [LoggerMessage(EventId = 10, EventName = "IdempotencyUnprotected", Level = LogLevel.Warning,
        Message = "{Backend} cannot be reached; the work runs without an idempotency claim, and a duplicate may run too.")]
    public static partial void Unprotected(ILogger logger, string backend, Exception failure);

    [LoggerMessage(EventId = 11, EventName = "IdempotencyResultNotStored", Level = LogLevel.Error,
        Message = "The work is done, but {Backend} did not store its result; when the claim has lapsed a duplicate does the work again.")]
    public static partial void NotStored(ILogger logger, string backend, Exception failure);

    [LoggerMessage(EventId = 12, EventName = "IdempotencyClaimLost", Level = LogLevel.Error,
        Message = "The claim with fence {Fence} on {Backend} lapsed while its work ran; its result is not stored.")]
    public static partial void ClaimLost(ILogger logger, string backend, long fence);

    [LoggerMessage(EventId = 13, EventName = "IdempotencyTakenOver", Level = LogLevel.Warning,
        Message = "A lapsed claim on {Backend} was taken over with fence {Fence}; its former owner may have done some of the work.")]
    public static partial void TakenOver(ILogger logger, string backend, long fence);

    [LoggerMessage(EventId = 14, EventName = "IdempotencyMismatch", Level = LogLevel.Warning,
        Message = "A request was refused: its idempotency key belongs to another request on {Backend}.")]
    public static partial void Mismatch(ILogger logger, string backend);

    [LoggerMessage(EventId = 15, EventName = "IdempotencyNotRenewed", Level = LogLevel.Warning,
        Message = "A claim on {Backend} could not be renewed; it is tried again until the claim lapses.")]
    public static partial void NotRenewed(ILogger logger, string backend, Exception failure);

    [LoggerMessage(EventId = 16, EventName = "IdempotencyNotAbandoned", Level = LogLevel.Information,
        Message = "A claim on {Backend} could not be given up; it lapses by itself.")]
    public static partial void NotAbandoned(ILogger logger, string backend, Exception failure);
}
