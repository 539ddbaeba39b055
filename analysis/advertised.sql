-- What tells which postings are one advertisement. Attached: postings.duckdb as `postings`. Made before: clustered.
-- Age is when a posting came to be known, so that one found later is never older; a source that files its postings by
-- month (Hacker News) is read backwards as well, and there the month is the age. Two words or fewer tell nothing, and
-- what is cut short tells only its key.

CREATE OR REPLACE TEMP TABLE advertised AS
WITH folded AS (
    SELECT posting_id, trim(regexp_replace(lower(text), '[\s\p{Z}]+', ' ', 'g')) AS text FROM postings.posting WHERE whole
)
SELECT
    p.posting_id, c.cluster, p.source, p.board, c.month, coalesce(p.month::TIMESTAMP, p.first_seen_at) AS seen_at,
    p.last_seen_at AS read_at, p.month IS NOT NULL AS filed, p.group_key, p.title, p.location,
    CASE WHEN f.text LIKE '% % %' THEN md5(f.text) END AS text_hash,
    c.sketch IS NOT NULL AND f.text LIKE '% % %' AS told,
    coalesce(c.sketch, list_resize([]::UINTEGER[], 64, 0::UINTEGER)) AS sketch
FROM postings.posting p
JOIN clustered c USING (posting_id)
LEFT JOIN folded f USING (posting_id);
