-- The results of operations that carried an operation id, until they expire. Times are milliseconds since 1970-01-01 UTC.
CREATE TABLE IF NOT EXISTS racesafe_ops (
    scope      text   NOT NULL,
    op_id      text   NOT NULL,
    result     text,             -- null only inside the transaction that applies the operation
    expires_at bigint NOT NULL,
    PRIMARY KEY (scope, op_id)
);
CREATE INDEX IF NOT EXISTS racesafe_ops_expires_at ON racesafe_ops (expires_at);

-- The claims and results of idempotent requests. state: C claimed, D done, F given up.
CREATE TABLE IF NOT EXISTS racesafe_idempotency (
    idempotency_key text    NOT NULL PRIMARY KEY,
    owner           text    NOT NULL,
    fence           bigint  NOT NULL, -- higher with every claim of the key
    state           text    NOT NULL,
    request         text    NOT NULL, -- fingerprint
    result          bytea,
    taken_over      bigint  NOT NULL, -- 1 when the claim followed one that had lapsed
    lease_until     bigint  NOT NULL,
    expires_at      bigint  NOT NULL
);
CREATE INDEX IF NOT EXISTS racesafe_idempotency_expires_at ON racesafe_idempotency (expires_at);

-- The last number given per sequence.
CREATE TABLE IF NOT EXISTS racesafe_sequences (
    name  text   PRIMARY KEY,
    value bigint NOT NULL
);

-- The keys of SqlAtomicStore: one row per value (empty field) or per field of a hash.
CREATE TABLE IF NOT EXISTS racesafe_entries (
    entry_key  text  NOT NULL,
    field      text  NOT NULL,
    value      bytea NOT NULL,
    expires_at bigint,
    PRIMARY KEY (entry_key, field)
);
CREATE INDEX IF NOT EXISTS racesafe_entries_expires_at ON racesafe_entries (expires_at) WHERE expires_at IS NOT NULL;

-- The locks of SqlLockProvider: who holds each until when, and the last fence. Free when there is no token or its time is over.
CREATE TABLE IF NOT EXISTS racesafe_locks (
    name       text   PRIMARY KEY,
    token      text,
    fence      bigint NOT NULL,
    expires_at bigint NOT NULL
);
CREATE INDEX IF NOT EXISTS racesafe_locks_expires_at ON racesafe_locks (expires_at);
