-- Each event whose counter does not say what its registrations say. No rows: no drift.
SELECT events.id AS "EventId", events.confirmed_spots AS "Counter", coalesce(sum(registrations.spots_count), 0) AS "Actual"
FROM events LEFT JOIN registrations ON registrations.event_id = events.id AND registrations.status = 'Confirmed'
GROUP BY events.id, events.confirmed_spots
HAVING events.confirmed_spots <> coalesce(sum(registrations.spots_count), 0)
