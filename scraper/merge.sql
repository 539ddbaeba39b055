-- Merges staged rows (new_fetch, new_posting, new_reject, seen) into the tables, inside one transaction.
-- A posting stands at most once in new_posting and in seen, so the order of rows does not matter.

INSERT INTO "fetch" BY NAME SELECT * FROM new_fetch;

-- A new text makes a version; a new parser does not.
INSERT INTO posting_version BY NAME
SELECT o.posting_id, o.content_hash, o.title, o.text, n.first_seen_at AS replaced_at, o.digest
FROM posting o JOIN new_posting n USING (posting_id)
WHERE o.content_hash <> n.content_hash
  AND o.parser_version = n.parser_version
  AND n.last_seen_at >= o.last_seen_at;

MERGE INTO posting o USING new_posting n ON o.posting_id = n.posting_id
WHEN MATCHED AND n.last_seen_at >= o.last_seen_at AND (
    -- White space alone is no change: content_hash folds it.
    o.content_hash, o.title, o.group_key, o.company, o.author_hash, o.format, o.url, o.location, o.country,
    o.pay_min, o.pay_max, o.pay_currency, o.pay_period, o.month, o.posted_at, o.updated_at, o.whole, o.parser_version
) IS DISTINCT FROM (
    n.content_hash, n.title, n.group_key, n.company, n.author_hash, n.format, n.url, n.location, n.country,
    n.pay_min, n.pay_max, n.pay_currency, n.pay_period, n.month, n.posted_at, n.updated_at, n.whole, n.parser_version
) THEN UPDATE SET
    content_hash = n.content_hash, text = n.text, title = n.title, group_key = n.group_key, company = n.company,
    author_hash = n.author_hash, format = n.format, url = n.url, location = n.location, country = n.country,
    pay_min = n.pay_min, pay_max = n.pay_max, pay_currency = n.pay_currency, pay_period = n.pay_period,
    month = n.month, posted_at = n.posted_at, updated_at = n.updated_at, whole = n.whole,
    parser_version = n.parser_version, digest = n.digest, board = n.board
WHEN NOT MATCHED THEN INSERT BY NAME;

-- Names in a list count as a sighting only where the posting is known.
CREATE OR REPLACE TEMP TABLE seen_known AS
SELECT e.posting_id, p.source, coalesce(e.board, p.board) AS board, e.seen_at
FROM seen e JOIN posting p USING (posting_id);

-- A span goes on unless a whole list of the board, read in between, did not show the posting.
CREATE OR REPLACE TEMP TABLE going_on AS
WITH last_span AS (
    SELECT posting_id, max(first_fetched_at) AS first_fetched_at, max(last_fetched_at) AS last_fetched_at
    FROM sighting SEMI JOIN seen_known USING (posting_id) GROUP BY posting_id
)
SELECT s.*, k.seen_at FROM last_span s JOIN seen_known k USING (posting_id)
WHERE NOT EXISTS (
    SELECT 1 FROM "fetch" f
    WHERE f.listing AND f.outcome IN ('ok', 'empty') AND f.source = k.source AND f.board = k.board
      AND f.fetched_at > s.last_fetched_at AND f.fetched_at < k.seen_at
);

UPDATE sighting s SET
    first_fetched_at = least(s.first_fetched_at, g.seen_at), last_fetched_at = greatest(s.last_fetched_at, g.seen_at)
FROM going_on g
WHERE s.posting_id = g.posting_id AND s.first_fetched_at = g.first_fetched_at;

INSERT INTO sighting
SELECT posting_id, board, seen_at, seen_at FROM seen_known ANTI JOIN going_on USING (posting_id);

-- Seen again reopens a posting.
UPDATE posting p SET
    first_seen_at = least(p.first_seen_at, k.seen_at), last_seen_at = greatest(p.last_seen_at, k.seen_at),
    closed_at = CASE WHEN p.closed_at < k.seen_at THEN NULL ELSE p.closed_at END
FROM seen_known k
WHERE p.posting_id = k.posting_id
  AND (k.seen_at < p.first_seen_at OR k.seen_at > p.last_seen_at OR p.closed_at < k.seen_at);

MERGE INTO reject o USING new_reject n
ON o.source = n.source AND o.board IS NOT DISTINCT FROM n.board AND o.native_id IS NOT DISTINCT FROM n.native_id
   AND o.reason = n.reason AND o.detail IS NOT DISTINCT FROM n.detail
WHEN MATCHED THEN UPDATE SET
    first_seen_at = least(o.first_seen_at, n.first_seen_at), last_seen_at = greatest(o.last_seen_at, n.last_seen_at)
WHEN NOT MATCHED THEN INSERT BY NAME;

-- A posting that was deleted or struck out later is withdrawn.
UPDATE posting p SET closed_at = r.last_seen_at
FROM new_reject r
WHERE r.reason IN ('deleted', 'dead') AND p.source = r.source AND p.native_id = r.native_id
  AND p.last_seen_at <= r.last_seen_at AND p.closed_at IS NULL;
