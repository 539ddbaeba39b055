-- Which postings of some sources (touched) are closed, and since when: made anew from readings, spans and rejects, so
-- that it does not matter in how many steps the archive was loaded.

CREATE OR REPLACE TEMP TABLE complete_reading AS
SELECT source, coalesce(board, '') AS board, begun_at,
    row_number() OVER (PARTITION BY source, board ORDER BY begun_at) AS number
FROM reading SEMI JOIN touched USING (source)
WHERE complete;

-- Each span with the first complete reading that missed the posting behind it.
CREATE OR REPLACE TEMP TABLE span AS
SELECT s.posting_id, s.source, s.board, s.first_fetched_at, s.last_fetched_at,
    r.number AS missed, r.begun_at AS missed_at
FROM (
    SELECT g.posting_id, p.source, coalesce(g.board, '') AS board, g.first_fetched_at, g.last_fetched_at
    FROM sighting g JOIN posting p USING (posting_id) SEMI JOIN touched ON p.source = touched.source
) s ASOF LEFT JOIN complete_reading r
ON s.source = r.source AND s.board = r.board AND s.last_fetched_at < r.begun_at;

-- Readings that lost more than half of ten or more postings at once: a broken list looks the same.
CREATE OR REPLACE TEMP TABLE mass_loss AS
SELECT l.source, l.board, l.number
FROM (
    SELECT source, board, missed AS number, min(missed_at) AS missed_at, count(*) AS lost
    FROM span WHERE missed IS NOT NULL GROUP BY ALL HAVING count(*) > 5
) l JOIN span s ON s.source = l.source AND s.board = l.board
    AND s.first_fetched_at < l.missed_at AND coalesce(s.missed >= l.number, true)
GROUP BY l.source, l.board, l.number, l.lost
HAVING count(*) >= 10 AND l.lost > 0.5 * count(*);

-- Lost: 48 hours of complete readings miss it (an hour less, since schedulers are not exact), after a mass loss three
-- readings or more.
CREATE OR REPLACE TEMP TABLE lost AS
WITH newest AS (
    SELECT * FROM span QUALIFY row_number() OVER (PARTITION BY posting_id ORDER BY last_fetched_at DESC, board) = 1
), last_reading AS (
    SELECT source, board, max(number) AS number, max(begun_at) AS begun_at FROM complete_reading GROUP BY ALL
)
SELECT n.posting_id, n.missed_at AS closed_at
FROM newest n JOIN last_reading r USING (source, board)
LEFT JOIN mass_loss m ON m.source = n.source AND m.board = n.board AND m.number = n.missed
WHERE n.missed_at + INTERVAL 47 HOUR <= r.begun_at AND (m.number IS NULL OR r.number >= n.missed + 2);

-- Withdrawn: the source said so after it was seen last.
CREATE OR REPLACE TEMP TABLE withdrawn AS
SELECT p.posting_id,
    min(CASE WHEN r.first_seen_at >= p.last_seen_at THEN r.first_seen_at ELSE r.last_seen_at END) AS closed_at
FROM posting p SEMI JOIN touched USING (source)
JOIN reject r ON r.source = p.source AND r.native_id = p.native_id AND r.last_seen_at >= p.last_seen_at
    -- Where ids are the source's, the board does not matter.
    AND (r.board IS NOT DISTINCT FROM p.board OR p.posting_id = p.source || ':' || p.native_id)
WHERE r.reason IN ('deleted', 'dead', 'removed', 'expired')
GROUP BY p.posting_id;

CREATE OR REPLACE TEMP TABLE state_now AS
SELECT p.posting_id, least(l.closed_at, w.closed_at) AS closed_at
FROM posting p SEMI JOIN touched USING (source)
LEFT JOIN lost l USING (posting_id) LEFT JOIN withdrawn w USING (posting_id);

UPDATE posting p SET closed_at = s.closed_at
FROM state_now s
WHERE p.posting_id = s.posting_id AND p.closed_at IS DISTINCT FROM s.closed_at;
