-- What a crawl of $source needs to know of the past; one statement a part of model.State, in the order of store.state.

-- The last whole answer of each address. Of a detail it is of use only while it may be asked again under the same stamp.
SELECT url, fetch_id, fetched_at, digest, etag, last_modified, warc, warc_offset
FROM "fetch"
WHERE source = $source AND outcome IN ('ok', 'empty') AND digest IS NOT NULL AND kind <> 'robots'
  AND (native_id IS NULL OR fetched_at > $now - INTERVAL 3 DAY)
QUALIFY row_number() OVER (PARTITION BY url ORDER BY fetched_at DESC) = 1;

-- A month is read to the end 28 days after it began.
SELECT DISTINCT board FROM "fetch"
WHERE source = $source AND listing AND (outcome = 'empty' OR postings > 0) AND fetched_at >= month + INTERVAL 28 DAY;

SELECT board, max(fetched_at) FROM "fetch"
WHERE source = $source AND outcome IN ('ok', 'empty', 'not_modified') AND kind <> 'robots' AND native_id IS NULL
GROUP BY board;

-- A wait of more than five minutes outlives the run that was asked to wait.
SELECT max(fetched_at) FILTER (kind <> 'robots'), max(retry_at) FILTER (retry_at > fetched_at + INTERVAL 300 SECOND)
FROM "fetch" WHERE source = $source;

-- The stamp under which each detail was answered last.
SELECT board, native_id, stamp FROM "fetch"
WHERE source = $source AND native_id IS NOT NULL AND outcome IN ('ok', 'empty', 'gone', 'not_modified')
QUALIFY row_number() OVER (PARTITION BY board, native_id ORDER BY fetched_at DESC) = 1 AND stamp IS NOT NULL;

-- Details without a stamp: known ones, whose text cannot change any more (it can for two hours after it was posted).
SELECT board, native_id FROM posting
WHERE source = $source AND (posted_at IS NULL OR last_seen_at >= posted_at + INTERVAL 2 HOUR)
UNION SELECT board, native_id FROM reject WHERE source = $source AND reason <> 'malformed'
