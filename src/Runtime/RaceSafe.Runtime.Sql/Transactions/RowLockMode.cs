namespace RaceSafe;

/// <summary>What to do about a row that another transaction has locked.</summary>
public enum RowLockMode
{
    /// <summary>Wait until it is free.</summary>
    Wait,

    /// <summary>Give up at once with <see cref="TimeoutException"/>. PostgreSQL only.</summary>
    NoWait,

    /// <summary>Go on without it: only the rows that were free are locked. PostgreSQL only.</summary>
    SkipLocked,
}
