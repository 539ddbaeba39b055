-- Who advertises each posting that was read here, and in which month it is counted.
-- Attached: postings.duckdb as `postings`. Made before: spelled (company, folded), by analysis/company.py.

CREATE OR REPLACE TEMP TABLE clustered AS
SELECT
    p.posting_id,
    CASE WHEN s.folded <> '' THEN 'company:' || s.folded
         WHEN p.author_hash IS NOT NULL THEN 'author:' || p.author_hash
         ELSE 'posting:' || p.posting_id END AS cluster,
    coalesce(p.month, date_trunc('month', p.posted_at), date_trunc('month', p.first_seen_at))::DATE AS month,
    r.sketch
FROM postings.posting p
LEFT JOIN role r USING (posting_id) -- none of a text that is cut short
LEFT JOIN spelled s ON s.company = p.company;
