namespace RaceSafe;

/// <summary>Why a lock is no longer held.</summary>
public enum LockLoss
{
    /// <summary>It could not be renewed in time, or the process stood still, and the lease is over or about to be.</summary>
    Expired,

    /// <summary>The store says that the lock is no longer this handle's.</summary>
    Taken,

    /// <summary><see cref="LockOptions.MaxHold"/> is over.</summary>
    HeldTooLong,

    /// <summary>The handle was disposed.</summary>
    Released,
}

/// <summary>The lock is no longer held: others may have it by now.</summary>
/// <param name="name">The lock.</param>
/// <param name="fence">The fence of the handle.</param>
/// <param name="loss">Why.</param>
/// <param name="innerException">What the body threw when it was told.</param>
public sealed class LockLostException(string name, long fence, LockLoss loss, Exception? innerException = null)
    : Exception($"The lock '{name}' (fence {fence}) is no longer held: {Words(loss)}.", innerException)
{
    /// <summary>The fence of the handle.</summary>
    public long Fence { get; } = fence;

    /// <summary>Why the lock is no longer held.</summary>
    public LockLoss Loss { get; } = loss;

    private static string Words(LockLoss loss) => loss switch
    {
        LockLoss.Expired => "it could not be renewed in time, or this process stood still past the lease",
        LockLoss.Taken => "the store says that it belongs to nobody or to another",
        LockLoss.HeldTooLong => "MaxHold is over",
        _ => "the handle was disposed",
    };
}
