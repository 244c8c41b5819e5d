using Microsoft.Extensions.Logging;

namespace RaceSafe;

/// <summary>
/// Locks in the memory of this process, for development and tests: no other process sees them. Where one process is all there is,
/// <see cref="AsyncKeyedLock{TKey}"/> is simpler and has no lease that ends.
/// </summary>
/// <param name="time">Clock of the leases; null for <see cref="TimeProvider.System"/>.</param>
/// <param name="logger">Is told of what happens to locks; null for none.</param>
public sealed class MemoryLockProvider(TimeProvider? time = null, ILogger? logger = null)
    : LeaseLockProvider(new MemoryLocks(time ?? TimeProvider.System), RetryPolicy.None, TimeSpan.FromSeconds(5), time, logger);
