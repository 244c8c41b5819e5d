CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    capacity INTEGER NOT NULL CHECK (capacity >= 0)
);
CREATE TABLE registrations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id INTEGER NOT NULL REFERENCES events (id),
    attendee TEXT NOT NULL,
    spots_count INTEGER NOT NULL CHECK (spots_count > 0),
    status TEXT NOT NULL
);
CREATE INDEX registrations_of_event ON registrations (event_id, status, id);
CREATE TABLE status_changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    registration_id INTEGER NOT NULL,
    "from" TEXT,
    "to" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    at TEXT NOT NULL
);
