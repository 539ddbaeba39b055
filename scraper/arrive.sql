-- First part of the merge of staged rows (new_fetch, new_posting, new_reject, seen): what arrived and what was seen.
-- All parts run inside one transaction.
-- A batch holds at most one run of a source, and a posting at most once in new_posting: the order of rows does not matter.

CREATE OR REPLACE TEMP TABLE arrived AS
SELECT * FROM new_fetch ANTI JOIN "fetch" USING (fetch_id)
QUALIFY row_number() OVER (PARTITION BY fetch_id ORDER BY warc) = 1;

-- An unchanged answer tells what its last whole answer told.
INSERT INTO "fetch" BY NAME
SELECT a.* REPLACE (
    coalesce(a.last, w.last) AS last, coalesce(a.stated, w.stated) AS stated, coalesce(a.listed, w.listed) AS listed
)
FROM arrived a LEFT JOIN (
    SELECT n.fetch_id, arg_max(f.last, f.fetched_at) AS last, arg_max(f.listed, f.fetched_at) AS listed,
        arg_max(f.stated, f.fetched_at) FILTER (f.outcome IN ('ok', 'empty')) AS stated
    FROM arrived n JOIN "fetch" f ON f.source = n.source AND f.url = n.url AND f.fetched_at < n.fetched_at
    WHERE n.outcome = 'not_modified' AND f.outcome IN ('ok', 'empty')
    GROUP BY n.fetch_id
) w USING (fetch_id);

-- What new answers show. A copy of an answer that is loaded already (a file replayed from another place) shows nothing
-- again: its time lies behind spans that a complete reading has ended since.
CREATE OR REPLACE TEMP TABLE shown_now AS
SELECT s.* FROM seen s SEMI JOIN arrived a ON a.source = s.source AND a.url = s.url AND a.fetched_at = s.seen_at;

-- What was seen: by whole answers, and by unchanged ones, which show again what their last whole answer showed.
-- Names in a list count only where the posting is known (or becomes it now).
CREATE OR REPLACE TEMP TABLE observed AS
SELECT posting_id, arg_max(board, seen_at) AS board, min(seen_at) AS first_at, max(seen_at) AS last_at
FROM (
    SELECT posting_id, board, seen_at FROM shown_now
    UNION ALL
    SELECT s.posting_id, a.board, a.fetched_at
    FROM arrived a JOIN shown s ON s.source = a.source AND s.url = a.url
    WHERE a.outcome = 'not_modified'
)
GROUP BY posting_id;

DELETE FROM shown WHERE (source, url) IN (
    SELECT (source, url) FROM arrived WHERE outcome IN ('ok', 'empty') AND kind <> 'robots'
);
INSERT INTO shown SELECT DISTINCT source, url, posting_id FROM shown_now;

-- Postings that were known before, and whether the new rows tell something else of them. White space alone is no change:
-- content_hash folds it.
CREATE OR REPLACE TEMP TABLE known AS
SELECT o.posting_id,
    n.last_seen_at >= o.last_seen_at AND o.content_hash <> n.content_hash AND o.parser_version = n.parser_version AS new_text,
    n.last_seen_at >= o.last_seen_at AND (
        o.content_hash, o.title, o.group_key, o.company, o.author_hash, o.format, o.url, o.location, o.country,
        o.locations, o.workplace, o.employment_type, o.department, o.pay_min, o.pay_max, o.pay_currency,
        o.pay_period, o.pay_source, o.language, o.month, o.posted_at, o.updated_at, o.whole, o.parser_version
    ) IS DISTINCT FROM (
        n.content_hash, n.title, n.group_key, n.company, n.author_hash, n.format, n.url, n.location, n.country,
        n.locations, n.workplace, n.employment_type, n.department, n.pay_min, n.pay_max, n.pay_currency,
        n.pay_period, n.pay_source, n.language, n.month, n.posted_at, n.updated_at, n.whole, n.parser_version
    ) AS differs
FROM posting o JOIN new_posting n USING (posting_id);
