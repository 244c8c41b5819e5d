using Npgsql;

namespace RaceSafe;

/// <summary>What a failed statement left behind on PostgreSQL, by SQLSTATE (PostgreSQL manual, appendix A).</summary>
internal static class PostgreSqlFailures
{
    public const string SerializationFailure = "40001", Deadlock = "40P01", LockNotAvailable = "55P03", OutOfRange = "22003", UndefinedTable = "42P01";

    private static readonly Dictionary<string, FailureClass> ByCode = new(StringComparer.Ordinal)
    {
        ["40002"] = FailureClass.Deterministic, // a deferred constraint failed at commit
        ["40003"] = FailureClass.Unknown, // statement completion unknown
        ["55006"] = FailureClass.NotApplied, // object in use
        ["55P03"] = FailureClass.NotApplied, // lock not available
        ["57P03"] = FailureClass.NotApplied, // cannot connect now
        ["57014"] = FailureClass.Unknown, // query cancelled: by time-out or by hand, perhaps a moment too late
        ["57P01"] = FailureClass.Unknown, // admin shutdown
        ["57P02"] = FailureClass.Unknown, // crash shutdown
        ["57P05"] = FailureClass.Unknown, // idle session time-out
    };

    private static readonly Dictionary<string, FailureClass> ByPrefix = new(StringComparer.Ordinal)
    {
        ["40"] = FailureClass.NotApplied, // rolled back: serialization failure, deadlock
        ["53"] = FailureClass.NotApplied, // no connections, memory or disk left
        ["08"] = FailureClass.Unknown, // connection lost
        ["0A"] = FailureClass.Deterministic, // not supported
        ["21"] = FailureClass.Deterministic, // cardinality
        ["22"] = FailureClass.Deterministic, // data: out of range, division by zero
        ["23"] = FailureClass.Deterministic, // constraint
        ["25"] = FailureClass.Deterministic, // transaction state: read-only, aborted before
        ["28"] = FailureClass.Deterministic, // authorization
        ["2B"] = FailureClass.Deterministic, // dependent privileges
        ["3D"] = FailureClass.Deterministic, // no such database
        ["3F"] = FailureClass.Deterministic, // no such schema
        ["42"] = FailureClass.Deterministic, // syntax, missing table or column, no permission
        ["44"] = FailureClass.Deterministic, // check option
        ["54"] = FailureClass.Deterministic, // program limit
        ["55"] = FailureClass.Deterministic, // object not in the right state
        ["P0"] = FailureClass.Deterministic, // raised by a trigger or function
    };

    /// <param name="failure">What the driver threw.</param>
    /// <param name="sent">False while the connection was being opened: nothing can have been applied then.</param>
    public static FailureClass Classify(Exception failure, bool sent)
    {
        if (failure is not PostgresException { SqlState: { } state }) return ClassifyWithoutCode(failure, sent);

        var found = ByCode.TryGetValue(state, out var byCode) ? byCode : ByPrefix.GetValueOrDefault(state[..2], FailureClass.Unknown);
        return found == FailureClass.Unknown && !sent ? FailureClass.NotApplied : found;
    }

    private static FailureClass ClassifyWithoutCode(Exception failure, bool sent) => failure switch
    {
        ObjectDisposedException => sent ? FailureClass.Unknown : FailureClass.Deterministic,
        InvalidOperationException or ArgumentException or InvalidCastException or NotSupportedException or FormatException or ArithmeticException
            => FailureClass.Deterministic, // the driver or we refused before or after, by a rule
        NpgsqlException or TimeoutException or IOException => sent ? FailureClass.Unknown : FailureClass.NotApplied,
        _ => sent ? FailureClass.Unknown : FailureClass.Deterministic,
    };
}
