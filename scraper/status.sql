-- One row a board that was asked or has postings: how it answered last, what it lists, and when it changed.
-- {completeness} stands for the share of postings that have each field.

WITH asked AS (
    SELECT source, board, arg_max(outcome, fetched_at) AS outcome, arg_max(reason, fetched_at) AS reason,
        max(fetched_at) AS asked_at
    FROM "fetch" WHERE kind <> 'robots' AND native_id IS NULL
    GROUP BY source, board
), read AS (
    SELECT source, board, arg_max(complete, ended_at) AS complete, arg_max(warc, ended_at) AS warc,
        max(ended_at) FILTER (complete) AS read_at, arg_max(listed, ended_at) AS listed, arg_max(stated, ended_at) AS stated,
        max(listed) AS most_listed
    FROM reading GROUP BY source, board
), changed AS (
    SELECT source, board, max(moment) AS changed_at FROM (
        SELECT source, board, greatest(first_seen_at, closed_at) AS moment FROM posting
        UNION ALL
        SELECT p.source, p.board, v.replaced_at AS moment FROM posting_version v JOIN posting p USING (posting_id)
    ) GROUP BY source, board
), held AS (
    SELECT source, board, count(*) AS postings, count(*) FILTER (closed_at IS NULL) AS open, max(last_seen_at) AS last_seen_at,
        {completeness}
    FROM posting GROUP BY source, board
)
SELECT
    coalesce(a.source, h.source) AS source, coalesce(a.board, h.board) AS board,
    -- Pages that came, but not all of them, or fewer records than declared.
    CASE WHEN a.outcome IN ('ok', 'empty', 'not_modified') AND r.complete = false THEN 'partial' ELSE a.outcome END AS outcome,
    a.reason, a.asked_at, r.read_at, r.listed, r.stated,
    coalesce(h.postings, 0) AS postings, coalesce(h.open, 0) AS open,
    coalesce(r.complete AND r.listed = 0 AND r.most_listed > 0, false) AS zero_where_there_was_more,
    c.changed_at, date_diff('day', c.changed_at, a.asked_at) AS days_unchanged,
    h.last_seen_at, h.* EXCLUDE (source, board, postings, open, last_seen_at)
FROM asked a
FULL JOIN held h ON a.source = h.source AND a.board IS NOT DISTINCT FROM h.board
LEFT JOIN read r ON r.source = a.source AND r.board IS NOT DISTINCT FROM a.board
LEFT JOIN changed c ON c.source = coalesce(a.source, h.source) AND c.board IS NOT DISTINCT FROM coalesce(a.board, h.board)
ORDER BY ALL
