-- Last part of the merge, where something could not become a posting.

MERGE INTO reject o USING (
    SELECT source, board, native_id, reason, detail, min(first_seen_at) AS first_seen_at,
        max(last_seen_at) AS last_seen_at, arg_min(digest, first_seen_at) AS digest
    FROM new_reject GROUP BY source, board, native_id, reason, detail
) n
ON o.source = n.source AND o.board IS NOT DISTINCT FROM n.board AND o.native_id IS NOT DISTINCT FROM n.native_id
   AND o.reason = n.reason AND o.detail IS NOT DISTINCT FROM n.detail
WHEN MATCHED THEN UPDATE SET
    first_seen_at = least(o.first_seen_at, n.first_seen_at), last_seen_at = greatest(o.last_seen_at, n.last_seen_at)
WHEN NOT MATCHED THEN INSERT BY NAME;
