-- The registrations are the truth. The transaction around this script keeps all other writers out.
UPDATE events SET confirmed_spots =
    coalesce((SELECT sum(spots_count) FROM registrations WHERE event_id = events.id AND status = 'Confirmed'), 0);
