-- The registrations are the truth. Their event's row is locked by everybody who confirms or frees places, so behind these locks nothing moves;
-- in rising order, so that two repairs never wait for each other in a circle. The update is a statement of its own: it sees what the lock waited for.
SELECT id FROM events ORDER BY id FOR NO KEY UPDATE;
UPDATE events SET confirmed_spots = actual.spots
FROM (
    SELECT events.id, coalesce(sum(registrations.spots_count), 0) AS spots
    FROM events LEFT JOIN registrations ON registrations.event_id = events.id AND registrations.status = 'Confirmed'
    GROUP BY events.id
) AS actual
WHERE events.id = actual.id AND events.confirmed_spots <> actual.spots;
