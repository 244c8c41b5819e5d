-- The results of operations that carried an operation id, until they expire. Times are milliseconds since 1970-01-01 UTC.
CREATE TABLE IF NOT EXISTS racesafe_ops (
    scope      TEXT    NOT NULL,
    op_id      TEXT    NOT NULL,
    result     TEXT    NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (scope, op_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS racesafe_ops_expires_at ON racesafe_ops (expires_at);

-- The claims and results of idempotent requests. state: C claimed, D done, F given up.
CREATE TABLE IF NOT EXISTS racesafe_idempotency (
    idempotency_key TEXT    NOT NULL PRIMARY KEY,
    owner           TEXT    NOT NULL,
    fence           INTEGER NOT NULL, -- higher with every claim of the key
    state           TEXT    NOT NULL,
    request         TEXT    NOT NULL, -- fingerprint
    result          BLOB,
    taken_over      INTEGER NOT NULL, -- 1 when the claim followed one that had lapsed
    lease_until     INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS racesafe_idempotency_expires_at ON racesafe_idempotency (expires_at);

-- The last number given per sequence.
CREATE TABLE IF NOT EXISTS racesafe_sequences (
    name  TEXT    NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;

-- The keys of SqlAtomicStore: one row per value (empty field) or per field of a hash.
CREATE TABLE IF NOT EXISTS racesafe_entries (
    entry_key  TEXT NOT NULL,
    field      TEXT NOT NULL,
    value      BLOB NOT NULL,
    expires_at INTEGER,
    PRIMARY KEY (entry_key, field)
);
CREATE INDEX IF NOT EXISTS racesafe_entries_expires_at ON racesafe_entries (expires_at) WHERE expires_at IS NOT NULL;

-- The locks of SqlLockProvider: who holds each until when, and the last fence. Free when there is no token or its time is over.
CREATE TABLE IF NOT EXISTS racesafe_locks (
    name       TEXT    NOT NULL PRIMARY KEY,
    token      TEXT,
    fence      INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS racesafe_locks_expires_at ON racesafe_locks (expires_at);
