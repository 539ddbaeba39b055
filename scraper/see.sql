-- Third part of the merge, where known postings were seen again: their spans, first and last times.

CREATE OR REPLACE TEMP TABLE seen_known AS
SELECT e.posting_id, p.source, coalesce(e.board, p.board) AS board, e.first_at, e.last_at
FROM observed e JOIN posting p USING (posting_id);

-- A span goes on unless a complete reading of the board, in between, did not show the posting.
CREATE OR REPLACE TEMP TABLE last_span AS
SELECT posting_id, max(first_fetched_at) AS first_fetched_at, max(last_fetched_at) AS last_fetched_at
FROM sighting SEMI JOIN seen_known USING (posting_id) GROUP BY posting_id;

CREATE OR REPLACE TEMP TABLE read_between AS
SELECT source, board, begun_at, ended_at FROM reading
WHERE complete AND begun_at > (SELECT min(last_fetched_at) FROM last_span);

CREATE OR REPLACE TEMP TABLE going_on AS
SELECT s.*, k.first_at, k.last_at FROM last_span s JOIN seen_known k USING (posting_id)
WHERE NOT EXISTS (
    SELECT 1 FROM read_between r
    WHERE r.source = k.source AND r.board IS NOT DISTINCT FROM k.board
      AND r.begun_at > s.last_fetched_at AND r.ended_at < k.first_at
);

UPDATE sighting s SET
    first_fetched_at = least(s.first_fetched_at, g.first_at), last_fetched_at = greatest(s.last_fetched_at, g.last_at)
FROM going_on g
WHERE s.posting_id = g.posting_id AND s.first_fetched_at = g.first_fetched_at;

INSERT INTO sighting
SELECT posting_id, board, first_at, last_at FROM seen_known ANTI JOIN going_on USING (posting_id);

UPDATE posting p SET
    first_seen_at = least(p.first_seen_at, k.first_at), last_seen_at = greatest(p.last_seen_at, k.last_at)
FROM seen_known k
WHERE p.posting_id = k.posting_id AND (k.first_at < p.first_seen_at OR k.last_at > p.last_seen_at);
