-- Second part of the merge, where known postings tell something else.

-- A new text makes a version; a new parser does not.
INSERT INTO posting_version BY NAME
SELECT o.posting_id, o.content_hash, o.title, o.text, n.first_seen_at AS replaced_at, o.digest
FROM posting o JOIN known k USING (posting_id) JOIN new_posting n USING (posting_id)
WHERE k.new_text;

UPDATE posting o SET
    content_hash = n.content_hash, text = n.text, title = n.title, group_key = n.group_key, company =
    n.company, author_hash = n.author_hash, format = n.format, url = n.url, location = n.location, country =
    n.country, locations = n.locations, workplace = n.workplace, employment_type = n.employment_type,
    department = n.department, pay_min = n.pay_min, pay_max = n.pay_max, pay_currency = n.pay_currency,
    pay_period = n.pay_period, pay_source = n.pay_source, language = n.language, month = n.month, posted_at =
    n.posted_at, updated_at = n.updated_at, whole = n.whole, parser_version = n.parser_version, digest =
    n.digest, board = n.board
FROM new_posting n JOIN known k USING (posting_id)
WHERE o.posting_id = n.posting_id AND k.differs;
