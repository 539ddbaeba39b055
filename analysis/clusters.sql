-- Who advertises each posting that was read here, and in which month it is counted.
-- Attached: postings.duckdb as `postings`.

CREATE OR REPLACE TEMP TABLE clustered AS
SELECT
    p.posting_id,
    CASE WHEN folded <> '' THEN 'company:' || folded
         WHEN p.author_hash IS NOT NULL THEN 'author:' || p.author_hash
         ELSE 'posting:' || p.posting_id END AS cluster,
    coalesce(p.month, date_trunc('month', p.posted_at), date_trunc('month', p.first_seen_at))::DATE AS month,
    r.sketch
FROM postings.posting p
JOIN role r USING (posting_id)
-- Spellings of one name: case, legal forms, web endings and punctuation fold.
CROSS JOIN LATERAL (SELECT regexp_replace(regexp_replace(
    lower(coalesce(p.company, '')),
    '(\.(com|io|ai|co|org|net)|,?\s+(inc|llc|ltd|limited|gmbh|corp|corporation|ag|bv|sa|plc|pty)\.?)+$', ''),
    '[^\p{L}\p{N}]', '', 'g') AS folded);
