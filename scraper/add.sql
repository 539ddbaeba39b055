-- Fourth part of the merge: postings that are new.

INSERT INTO posting BY NAME
SELECT n.* REPLACE (o.first_at AS first_seen_at, o.last_at AS last_seen_at)
FROM new_posting n JOIN observed o USING (posting_id) ANTI JOIN known USING (posting_id);

INSERT INTO sighting
SELECT o.posting_id, coalesce(o.board, n.board), o.first_at, o.last_at
FROM observed o JOIN new_posting n USING (posting_id) ANTI JOIN known USING (posting_id);
