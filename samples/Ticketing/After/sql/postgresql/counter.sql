-- Phase 2: the places taken become a column. May run while the old version serves: it waits for the length of the back-fill.
-- Events before registrations, as every transaction of the service locks them: no circle of waiting.
LOCK TABLE events IN ACCESS EXCLUSIVE MODE;
LOCK TABLE registrations IN SHARE ROW EXCLUSIVE MODE;
-- No upper bound: the racy version may have sold more places than there are, and that must not stop the migration.
ALTER TABLE events ADD COLUMN confirmed_spots integer NOT NULL DEFAULT 0 CHECK (confirmed_spots >= 0);
UPDATE events SET confirmed_spots =
    coalesce((SELECT sum(spots_count) FROM registrations WHERE event_id = events.id AND status = 'Confirmed'), 0);
