namespace RaceSafe;

/// <summary>The client has no connection to the master of a key and was told not to wait for one; nothing was sent.</summary>
/// <param name="key">The key.</param>
public sealed class RedisNotConnectedException(string key) : IOException($"There is no connection to the Redis master of '{key}'; nothing was sent.");
