-- Back to phase 1, which needs the registrations only: nothing is lost.
ALTER TABLE events DROP COLUMN confirmed_spots;
