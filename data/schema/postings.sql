-- What scraper/ leaves and analysis/ reads: the contract between the two packages.
-- Times are UTC, to the microsecond. NULL always means "not told", never "no".
-- Texts are packed with zstd: what is chosen by itself took 45 times as long for texts of 7 kB, and a larger file.

CREATE TABLE IF NOT EXISTS "fetch" (
    fetch_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    board VARCHAR,
    kind VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    fetched_at TIMESTAMP NOT NULL,
    status SMALLINT,
    outcome VARCHAR NOT NULL,
    reason VARCHAR,
    bytes BIGINT NOT NULL,
    digest VARCHAR,
    etag VARCHAR,
    last_modified VARCHAR,
    month DATE,
    listing BOOLEAN NOT NULL,
    native_id VARCHAR,
    stamp VARCHAR,
    page INTEGER NOT NULL,
    last BOOLEAN,
    stated INTEGER,
    listed INTEGER,
    retry_at TIMESTAMP,
    postings INTEGER NOT NULL,
    rejects INTEGER NOT NULL,
    warc VARCHAR NOT NULL,
    warc_offset BIGINT NOT NULL
);
COMMENT ON TABLE "fetch" IS 'One row a request that was answered or failed, in the order of the archive.';
COMMENT ON COLUMN "fetch".fetch_id IS 'Id of the archive record (WARC-Record-ID), the key of this table.';
COMMENT ON COLUMN "fetch".source IS 'Source: the name of its board file without .toml.';
COMMENT ON COLUMN "fetch".board IS 'Board that was asked for; NULL where the request lists boards or is robots.txt.';
COMMENT ON COLUMN "fetch".kind IS 'Kind of request, as the source names it (Hacker News: threads, thread, user, story, comment, dump).';
COMMENT ON COLUMN "fetch".url IS 'Address that was asked for. Behind a # (which is never sent) stands the body of a POST.';
COMMENT ON COLUMN "fetch".fetched_at IS 'When the answer came (UTC). For an imported dump: time of its newest record.';
COMMENT ON COLUMN "fetch".status IS 'HTTP status; NULL where no answer came.';
COMMENT ON COLUMN "fetch".outcome IS 'ok, not_modified, empty, partial, gone, blocked, failed or unknown. Failure is never empty.';
COMMENT ON COLUMN "fetch".reason IS 'What happened where the outcome is neither ok, empty nor not_modified.';
COMMENT ON COLUMN "fetch".bytes IS 'Size of the decoded body in bytes.';
COMMENT ON COLUMN "fetch".digest IS 'sha1:BASE32 of the decoded body, as WARC files write it; NULL where no body came.';
COMMENT ON COLUMN "fetch".etag IS 'Validator that came with the answer.';
COMMENT ON COLUMN "fetch".last_modified IS 'Validator that came with the answer.';
COMMENT ON COLUMN "fetch".month IS 'First day of the month that the board is for, where the source files its boards by month.';
COMMENT ON COLUMN "fetch".listing IS 'Whether an answer of this kind tells all postings of its board.';
COMMENT ON COLUMN "fetch".native_id IS 'The one record that was asked for, where the request is for one.';
COMMENT ON COLUMN "fetch".stamp IS 'What the list told of that record''s version; a detail is not asked again under the same stamp.';
COMMENT ON COLUMN "fetch".page IS 'Number of the page of a list, from 1.';
COMMENT ON COLUMN "fetch".last IS 'Whether the page says that it is the last of its list; NULL where the answer tells no list. Of an unchanged answer: as in its last whole answer, like the next two.';
COMMENT ON COLUMN "fetch".stated IS 'Records that the source declares for the whole list, where it does.';
COMMENT ON COLUMN "fetch".listed IS 'Different records that this page tells: postings, rejects and names.';
COMMENT ON COLUMN "fetch".retry_at IS 'The answer asks not to be asked again before (Retry-After, UTC).';
COMMENT ON COLUMN "fetch".postings IS 'Postings parsed from this payload.';
COMMENT ON COLUMN "fetch".rejects IS 'Records of this payload that could not become a posting.';
COMMENT ON COLUMN "fetch".warc IS 'Archive file below raw/ in the workspace that holds the record.';
COMMENT ON COLUMN "fetch".warc_offset IS 'Byte of that file at which the record begins.';

CREATE TABLE IF NOT EXISTS posting (
    posting_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    board VARCHAR,
    native_id VARCHAR NOT NULL,
    group_key VARCHAR,
    company VARCHAR,
    author_hash VARCHAR,
    title VARCHAR,
    text VARCHAR NOT NULL USING COMPRESSION zstd,
    format VARCHAR NOT NULL,
    url VARCHAR,
    location VARCHAR,
    country VARCHAR,
    locations STRUCT("name" VARCHAR, country VARCHAR)[],
    workplace VARCHAR,
    employment_type VARCHAR,
    department VARCHAR,
    pay_min DOUBLE,
    pay_max DOUBLE,
    pay_currency VARCHAR,
    pay_period VARCHAR,
    pay_source VARCHAR,
    "language" VARCHAR,
    month DATE,
    posted_at TIMESTAMP,
    updated_at TIMESTAMP,
    first_seen_at TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL,
    closed_at TIMESTAMP,
    whole BOOLEAN NOT NULL,
    content_hash VARCHAR NOT NULL,
    parser_version VARCHAR NOT NULL,
    digest VARCHAR NOT NULL
);
COMMENT ON TABLE posting IS 'One row a posting: one advertised job as its source identifies it, in its newest version.';
COMMENT ON COLUMN posting.posting_id IS 'SOURCE:NATIVE_ID for sources without boards, else SOURCE:BOARD:NATIVE_ID; the key of this table.';
COMMENT ON COLUMN posting.source IS 'Source: the name of its board file without .toml.';
COMMENT ON COLUMN posting.board IS 'Board: an employer''s list, or a thread''s id.';
COMMENT ON COLUMN posting.native_id IS 'Id that the source gives the posting.';
COMMENT ON COLUMN posting.group_key IS 'Same for all postings of one job (one job in many cities), where the source tells.';
COMMENT ON COLUMN posting.company IS 'Employer as stated: by the board, or in the header line of a Hacker News post.';
COMMENT ON COLUMN posting.author_hash IS 'Salted hash of the account that posted, for sources where accounts post; never the name.';
COMMENT ON COLUMN posting.title IS 'Job title; NULL where the source has none (Hacker News: the text''s first line names the roles).';
COMMENT ON COLUMN posting.text IS 'Plain text, one block a line; headings begin with "# ", list items with "- ". E-mail addresses, telephone numbers and links to pages or calendars of persons are replaced by [email], [phone] and [profile].';
COMMENT ON COLUMN posting.format IS 'How the text reached us: html, or plain (tags were lost before we saw it).';
COMMENT ON COLUMN posting.url IS 'Public page of the posting.';
COMMENT ON COLUMN posting.location IS 'Place as stated; several stand behind one another.';
COMMENT ON COLUMN posting.country IS 'ISO 3166-1 alpha-2 code, where told and where it is one.';
COMMENT ON COLUMN posting.locations IS 'All places as stated, each with its ISO 3166-1 alpha-2 country where told.';
COMMENT ON COLUMN posting.workplace IS 'remote, hybrid or onsite, where the source tells.';
COMMENT ON COLUMN posting.employment_type IS 'full_time, part_time, contract, temporary, intern or other, where the source tells.';
COMMENT ON COLUMN posting.department IS 'Department or team as stated.';
COMMENT ON COLUMN posting.pay_min IS 'Lower bound of the stated pay, in pay_currency per pay_period.';
COMMENT ON COLUMN posting.pay_max IS 'Upper bound of the stated pay, in pay_currency per pay_period.';
COMMENT ON COLUMN posting.pay_currency IS 'ISO 4217 code.';
COMMENT ON COLUMN posting.pay_period IS 'year, month, week, day or hour.';
COMMENT ON COLUMN posting.pay_source IS 'structured (fields of the source), or text (read in words).';
COMMENT ON COLUMN posting."language" IS 'ISO 639-1 code, where the source tells; never guessed from the text.';
COMMENT ON COLUMN posting.month IS 'First day of the month that the source files the posting under (Hacker News: its thread''s); NULL elsewhere.';
COMMENT ON COLUMN posting.posted_at IS 'When it was published, by the source (UTC).';
COMMENT ON COLUMN posting.updated_at IS 'When it was changed last, by the source (UTC).';
COMMENT ON COLUMN posting.first_seen_at IS 'First fetch that saw it (UTC).';
COMMENT ON COLUMN posting.last_seen_at IS 'Last fetch that saw it (UTC).';
COMMENT ON COLUMN posting.closed_at IS 'First complete reading of its board that missed it, once that is beyond doubt: 48 hours of complete readings miss it (and three of them, where the board lost more than half of ten or more postings at once); or when the source said that it was withdrawn. NULL while it stands or where no reading can tell.';
COMMENT ON COLUMN posting.whole IS 'False where the source cuts texts short.';
COMMENT ON COLUMN posting.content_hash IS 'Hash of the text with white space folded.';
COMMENT ON COLUMN posting.parser_version IS 'Hash of the code that parsed it.';
COMMENT ON COLUMN posting.digest IS 'Digest of the payload that this version was parsed from (fetch.digest).';

CREATE TABLE IF NOT EXISTS posting_version (
    posting_id VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL,
    title VARCHAR,
    text VARCHAR NOT NULL USING COMPRESSION zstd,
    replaced_at TIMESTAMP NOT NULL,
    digest VARCHAR NOT NULL
);
COMMENT ON TABLE posting_version IS 'Earlier texts of postings: a row for each text that a newer one replaced. A new parser makes no version.';
COMMENT ON COLUMN posting_version.posting_id IS 'Posting (posting.posting_id).';
COMMENT ON COLUMN posting_version.content_hash IS 'Hash of the earlier text.';
COMMENT ON COLUMN posting_version.title IS 'Earlier title.';
COMMENT ON COLUMN posting_version.text IS 'Earlier text.';
COMMENT ON COLUMN posting_version.replaced_at IS 'First fetch that saw the newer text (UTC).';
COMMENT ON COLUMN posting_version.digest IS 'Digest of the payload that the earlier version was parsed from.';

CREATE TABLE IF NOT EXISTS sighting (
    posting_id VARCHAR NOT NULL,
    board VARCHAR,
    first_fetched_at TIMESTAMP NOT NULL,
    last_fetched_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE sighting IS 'Spans: a posting seen on a board without a break, from one fetch to another.';
COMMENT ON COLUMN sighting.posting_id IS 'Posting (posting.posting_id).';
COMMENT ON COLUMN sighting.board IS 'Board that listed it.';
COMMENT ON COLUMN sighting.first_fetched_at IS 'First fetch of the span (UTC).';
COMMENT ON COLUMN sighting.last_fetched_at IS 'Last fetch of the span (UTC).';

CREATE TABLE IF NOT EXISTS reject (
    source VARCHAR NOT NULL,
    board VARCHAR,
    native_id VARCHAR,
    reason VARCHAR NOT NULL,
    detail VARCHAR,
    first_seen_at TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL,
    digest VARCHAR NOT NULL
);
COMMENT ON TABLE reject IS 'Records that could not become a posting: one row a record and reason.';
COMMENT ON COLUMN reject.source IS 'Source: the name of its board file without .toml.';
COMMENT ON COLUMN reject.board IS 'Board that listed the record.';
COMMENT ON COLUMN reject.native_id IS 'Id that the source gives the record; NULL where it has none.';
COMMENT ON COLUMN reject.reason IS 'deleted, dead, removed and expired (these four close a posting), no text, oversized, reply, unlisted, prospect, malformed, or another word of the source.';
COMMENT ON COLUMN reject.detail IS 'What was wrong and where, for reasons that need it.';
COMMENT ON COLUMN reject.first_seen_at IS 'First fetch that saw it so (UTC).';
COMMENT ON COLUMN reject.last_seen_at IS 'Last fetch that saw it so (UTC).';
COMMENT ON COLUMN reject.digest IS 'Digest of the first payload that held it.';

CREATE TABLE IF NOT EXISTS shown (
    source VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    posting_id VARCHAR NOT NULL
);
COMMENT ON TABLE shown IS 'What the last whole answer of each address showed: an unchanged answer shows it again.';
COMMENT ON COLUMN shown.source IS 'Source: the name of its board file without .toml.';
COMMENT ON COLUMN shown.url IS 'Address (fetch.url).';
COMMENT ON COLUMN shown.posting_id IS 'Posting, or name in a list whose posting is not known yet.';

-- The last attempt of each address counts. A reading that is not complete closes nothing.
CREATE OR REPLACE VIEW reading AS
WITH last_try AS (
    SELECT * FROM "fetch" WHERE listing
    QUALIFY row_number() OVER (PARTITION BY warc, url ORDER BY fetched_at DESC) = 1
)
SELECT
    source, board, warc, min(fetched_at) AS begun_at, max(fetched_at) AS ended_at, count(*)::INTEGER AS pages,
    sum(listed)::INTEGER AS listed, max(stated) AS stated,
    coalesce(
        bool_and(outcome IN ('ok', 'empty', 'not_modified'))
        AND min(page) = 1 AND count(DISTINCT page) = max(page) AND arg_max(last, page)
        AND coalesce(sum(listed) >= max(stated), true),
        false
    ) AS complete
FROM last_try GROUP BY source, board, warc;
COMMENT ON VIEW reading IS 'One row a board and run: all pages of its list together.';
COMMENT ON COLUMN reading.source IS 'Source: the name of its board file without .toml.';
COMMENT ON COLUMN reading.board IS 'Board; NULL where the list is the source''s.';
COMMENT ON COLUMN reading.warc IS 'Archive file, one a run and source.';
COMMENT ON COLUMN reading.begun_at IS 'When its first page came (UTC).';
COMMENT ON COLUMN reading.ended_at IS 'When its last page came (UTC).';
COMMENT ON COLUMN reading.pages IS 'Pages that were asked for.';
COMMENT ON COLUMN reading.listed IS 'Records on them.';
COMMENT ON COLUMN reading.stated IS 'Records that the source declares, where it does.';
COMMENT ON COLUMN reading.complete IS 'Whether all pages came, the last one says that it is the last, and no fewer records than declared were read: only then is what it does not show gone.';
