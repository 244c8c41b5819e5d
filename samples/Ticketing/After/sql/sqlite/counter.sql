-- Phase 2: the places taken become a column. The transaction around this script keeps all other writers out.
-- No upper bound: the racy version may have sold more places than there are, and that must not stop the migration.
ALTER TABLE events ADD COLUMN confirmed_spots INTEGER NOT NULL DEFAULT 0 CHECK (confirmed_spots >= 0);
UPDATE events SET confirmed_spots =
    coalesce((SELECT sum(spots_count) FROM registrations WHERE event_id = events.id AND status = 'Confirmed'), 0);
