-- One unchanged answer (new_fetch): what its last whole answer showed was seen again.

-- The answer before this one says which sightings ended with it.
UPDATE sighting s SET last_fetched_at = n.fetched_at
FROM new_fetch n
WHERE s.board IS NOT DISTINCT FROM n.board AND s.last_fetched_at = (
    SELECT max(f.fetched_at) FROM "fetch" f, new_fetch m
    WHERE f.url = m.url AND f.source = m.source AND f.fetched_at < m.fetched_at
      AND f.outcome IN ('ok', 'empty', 'not_modified')
);

UPDATE posting p SET last_seen_at = n.fetched_at
FROM sighting s, new_fetch n
WHERE s.posting_id = p.posting_id AND p.source = n.source
  AND s.last_fetched_at = n.fetched_at AND p.last_seen_at < n.fetched_at;

INSERT INTO "fetch" BY NAME SELECT * FROM new_fetch;
