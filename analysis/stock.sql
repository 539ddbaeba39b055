-- Postings of employers' boards that were open on the 15th of a month, noon UTC. Attached: postings.duckdb as `postings`.
-- A source that files its postings by month (Hacker News) tells nothing of how long they stay open.

DELETE FROM stock;

INSERT INTO stock BY NAME
SELECT DISTINCT s.posting_id, m.month::DATE AS month
FROM postings.sighting s
JOIN postings.posting p USING (posting_id)
SEMI JOIN fact USING (posting_id), -- a text that is cut short is in no figure
LATERAL (
    SELECT unnest(generate_series(
        date_trunc('month', s.first_fetched_at), date_trunc('month', s.last_fetched_at), INTERVAL 1 MONTH)) AS month
) m
WHERE p.month IS NULL AND m.month + INTERVAL '14 days 12 hours' BETWEEN s.first_fetched_at AND s.last_fetched_at;
