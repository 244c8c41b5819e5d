namespace RaceSafe;

/// <summary>The transaction was surely rolled back and may run again.</summary>
internal sealed class NotAppliedException(Exception cause) : Exception(cause.Message, cause);

/// <summary>The transaction was rolled back and the caller shall see why.</summary>
internal sealed class BodyFailedException(Exception cause) : Exception(cause.Message, cause);

/// <summary>The reply to COMMIT was lost.</summary>
internal sealed class CommitLostException(Exception? cause) : Exception("The reply to COMMIT was lost.", cause);
