-- What came, went and changed between two moments ($earlier, $later), by what the tables told of each moment: a posting was
-- listed at a moment if a span of it had begun, and no complete reading of its board had missed it since.
WITH reading_done AS (
    SELECT source, coalesce(board, '') AS board, begun_at, ended_at FROM reading WHERE complete
), span AS (
    SELECT s.posting_id, p.source, coalesce(s.board, '') AS board, s.first_fetched_at AS begun_at, r.ended_at AS missed_at
    FROM sighting s JOIN posting p USING (posting_id)
    ASOF LEFT JOIN reading_done r
    ON p.source = r.source AND coalesce(s.board, '') = r.board AND s.last_fetched_at < r.begun_at
), moment AS (
    SELECT p.posting_id, p.source, p.board, p.closed_at,
        coalesce(bool_or(s.begun_at <= $earlier AND coalesce(s.missed_at > $earlier, true)), false)
            AND coalesce(p.closed_at > $earlier, true) AS listed_before,
        coalesce(bool_or(s.begun_at <= $later AND coalesce(s.missed_at > $later, true)), false)
            AND coalesce(p.closed_at > $later, true) AS listed_after,
        coalesce(bool_or(v.replaced_at > $earlier AND v.replaced_at <= $later), false) AS new_text
    FROM posting p JOIN span s USING (posting_id) LEFT JOIN posting_version v USING (posting_id)
    GROUP BY p.posting_id, p.source, p.board, p.closed_at
)
SELECT source, board,
    CASE WHEN NOT listed_before THEN 'came' WHEN NOT listed_after THEN 'went' ELSE 'changed' END AS what,
    posting_id, coalesce(closed_at <= $later, false) AS closed
FROM moment
WHERE listed_before <> listed_after OR (listed_before AND listed_after AND new_text)
ORDER BY ALL
