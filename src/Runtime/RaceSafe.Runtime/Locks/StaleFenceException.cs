namespace RaceSafe;

/// <summary>
/// A write was refused because a later holder of the lock has written or read the row already: the caller lost the lock and did not notice.
/// Nothing was changed.
/// </summary>
/// <param name="fence">The caller's fence.</param>
/// <param name="found">The higher fence that the row carries.</param>
public sealed class StaleFenceException(long fence, long found)
    : Exception($"The lock was lost: its fence {fence} is older than {found}, which a later holder left on the row. Nothing was changed.")
{
    /// <summary>The caller's fence.</summary>
    public long Fence { get; } = fence;

    /// <summary>The fence that the row carries.</summary>
    public long Found { get; } = found;
}
