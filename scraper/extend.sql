-- One unchanged answer (new_fetch): what its last whole answer showed was seen again.

-- The answer before this one says which sightings ended with it. What a list only names (Firebase) was fetched after it,
-- so a list that still stands extends the later ones, too.
CREATE OR REPLACE TEMP TABLE last_whole AS
SELECT max(f.fetched_at) AS fetched_at FROM "fetch" f JOIN new_fetch n ON f.url = n.url AND f.source = n.source
WHERE f.fetched_at < n.fetched_at AND f.outcome IN ('ok', 'empty', 'not_modified');

UPDATE sighting s SET last_fetched_at = n.fetched_at
FROM new_fetch n, last_whole w, posting p
WHERE s.posting_id = p.posting_id AND p.source = n.source AND s.board IS NOT DISTINCT FROM n.board
  AND s.last_fetched_at < n.fetched_at
  AND (s.last_fetched_at = w.fetched_at OR (n.listing AND s.last_fetched_at > w.fetched_at));

UPDATE posting p SET last_seen_at = n.fetched_at
FROM sighting s, new_fetch n
WHERE s.posting_id = p.posting_id AND p.source = n.source
  AND s.last_fetched_at = n.fetched_at AND p.last_seen_at < n.fetched_at;

INSERT INTO "fetch" BY NAME SELECT * FROM new_fetch;
