namespace StorageAccounts;

/// <summary>There is no account to answer with; to try again is safe. The message is for the caller.</summary>
public sealed class AccountRefusedException(string message, Exception? reason = null) : Exception(message, reason);

/// <summary>The store of the locks cannot be reached.</summary>
public sealed class LocksOutOfReachException(Exception reason) : Exception($"No lock can be had: {reason.Message}", reason);
