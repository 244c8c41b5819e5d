using Microsoft.Data.Sqlite;

namespace RaceSafe;

/// <summary>What a failed statement left behind on SQLite, by primary result code (sqlite.org/rescode.html).</summary>
internal static class SqliteFailures
{
    private static readonly Dictionary<int, FailureClass> ByCode = new()
    {
        [1] = FailureClass.Deterministic, // ERROR: syntax, missing table
        [3] = FailureClass.Deterministic, // PERM
        [4] = FailureClass.NotApplied, // ABORT: rolled back
        [5] = FailureClass.NotApplied, // BUSY: another connection writes
        [6] = FailureClass.NotApplied, // LOCKED: another statement of a shared cache
        [7] = FailureClass.NotApplied, // NOMEM
        [8] = FailureClass.Deterministic, // READONLY
        [9] = FailureClass.NotApplied, // INTERRUPT: rolled back
        [10] = FailureClass.Unknown, // IOERR: a commit may have reached the disk
        [11] = FailureClass.Deterministic, // CORRUPT
        [13] = FailureClass.NotApplied, // FULL: rolled back
        [14] = FailureClass.Deterministic, // CANTOPEN
        [15] = FailureClass.NotApplied, // PROTOCOL: locking race of the WAL
        [17] = FailureClass.NotApplied, // SCHEMA: changed by another connection
        [18] = FailureClass.Deterministic, // TOOBIG
        [19] = FailureClass.Deterministic, // CONSTRAINT
        [20] = FailureClass.Deterministic, // MISMATCH
        [21] = FailureClass.Deterministic, // MISUSE
        [23] = FailureClass.Deterministic, // AUTH
        [25] = FailureClass.Deterministic, // RANGE
        [26] = FailureClass.Deterministic, // NOTADB
    };

    public static FailureClass Classify(Exception failure, bool sent) => failure switch
    {
        SqliteException sqlite => ByCode.GetValueOrDefault(sqlite.SqliteErrorCode, sent ? FailureClass.Unknown : FailureClass.NotApplied),
        _ => FailureClass.Deterministic, // the database is in this process: what it did not report is an error of code
    };
}
