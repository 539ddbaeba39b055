-- What analysis/ leaves: findings.duckdb. Times are UTC. NULL always means "not told", never "no".
-- Levels are numbers, so that rungs nest by comparison: 0 absent, 1 incidental, 2 used, 3 preferred, 4 required.

CREATE TABLE IF NOT EXISTS role (
    posting_id VARCHAR NOT NULL,
    backend VARCHAR NOT NULL,
    seniority VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    sketch UINTEGER[] NOT NULL,
    title VARCHAR,
    content_hash VARCHAR NOT NULL,
    extractor_version VARCHAR NOT NULL
);
COMMENT ON TABLE role IS 'What the extractor made of a posting as a whole: one row a posting.';
COMMENT ON COLUMN role.posting_id IS 'Posting (posting.posting_id of postings.duckdb).';
COMMENT ON COLUMN role.backend IS 'strict (a role''s title says it), broad (the work is server-side), no, or unclear.';
COMMENT ON COLUMN role.seniority IS 'junior, mid, senior, lead or unclear: of the backend role, else of the main role.';
COMMENT ON COLUMN role.unit IS 'single or multi: whether the text advertises one role or several.';
COMMENT ON COLUMN role.sketch IS 'MinHash signature of the text''s three-word shingles, for folding reposts.';
COMMENT ON COLUMN role.title IS 'Title that was read (posting.title).';
COMMENT ON COLUMN role.content_hash IS 'Text that was read (posting.content_hash).';
COMMENT ON COLUMN role.extractor_version IS 'Hash of rules, weights and taxonomy that read it.';

CREATE TABLE IF NOT EXISTS mention (
    posting_id VARCHAR NOT NULL,
    skill VARCHAR NOT NULL,
    category VARCHAR NOT NULL,
    vendor VARCHAR,
    named BOOLEAN NOT NULL,
    level UTINYINT NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    line_hash UBIGINT NOT NULL,
    section VARCHAR NOT NULL
);
COMMENT ON TABLE mention IS 'A skill found in a posting: one row a place and category (a managed Kubernetes stands under cloud and under containers).';
COMMENT ON COLUMN mention.posting_id IS 'Posting (posting.posting_id of postings.duckdb).';
COMMENT ON COLUMN mention.skill IS 'Canonical name of the tool, or of the generic phrase.';
COMMENT ON COLUMN mention.category IS 'Category of the taxonomy: cloud, containers, iac, cicd, monitoring, microservices, serverless, architecture, ai_ml or devops; or, beyond the labelling guide, languages, databases, queues or frameworks.';
COMMENT ON COLUMN mention.vendor IS 'Cloud vendor behind it: aws, azure, gcp or other; NULL where none.';
COMMENT ON COLUMN mention.named IS 'True for a named tool, false for generic words (cloud platform, containers).';
COMMENT ON COLUMN mention.level IS '1 incidental, 2 used, 3 preferred, 4 required.';
COMMENT ON COLUMN mention.start IS 'First character in posting.text, from 0; -1 where it stands in the title.';
COMMENT ON COLUMN mention.stop IS 'Character after the last one in posting.text; -1 where it stands in the title.';
COMMENT ON COLUMN mention.line_hash IS 'Hash of the line it stands in, white space folded: recurring lines are found by it.';
COMMENT ON COLUMN mention.section IS 'Section of its sentence: requirements, preferred, duties, stack, company, benefits or apply; empty where none was opened, and in the title.';

CREATE TABLE IF NOT EXISTS boilerplate (
    posting_id VARCHAR NOT NULL,
    line_hash UBIGINT NOT NULL,
    cluster VARCHAR NOT NULL,
    titles INTEGER NOT NULL,
    window_first DATE NOT NULL,
    window_last DATE NOT NULL
);
COMMENT ON TABLE boilerplate IS 'Lines with a mention, outside sections of demands, duties and stack, that a company repeats under two or more titles: a row a posting and line. Postings without a title (Hacker News) have no titles to count and no rows here: each of their lines counts as standing under one.';
COMMENT ON COLUMN boilerplate.posting_id IS 'Posting that the line stands in.';
COMMENT ON COLUMN boilerplate.line_hash IS 'The line (mention.line_hash).';
COMMENT ON COLUMN boilerplate.cluster IS 'Who advertises: company:NAME folded (as in fact.cluster).';
COMMENT ON COLUMN boilerplate.titles IS 'Distinct titles of the company''s postings with the line in the window; reposts have the title of the first of their group.';
COMMENT ON COLUMN boilerplate.window_first IS 'First of the twelve months that were looked at.';
COMMENT ON COLUMN boilerplate.window_last IS 'The posting''s own month, the last that was looked at: a later posting changes no earlier count.';

-- Three titles: two are easily one job at two grades.
CREATE OR REPLACE VIEW mention_seen AS
SELECT
    m.posting_id, m.skill, m.category, m.vendor, m.named,
    CASE WHEN b.titles >= 3 AND m.section NOT IN ('requirements', 'preferred', 'duties', 'stack')
         THEN 1::UTINYINT ELSE m.level END AS level,
    m.level AS read_level, coalesce(b.titles, 1) AS titles, m.section, m.line_hash
FROM mention m LEFT JOIN boilerplate b USING (posting_id, line_hash);
COMMENT ON VIEW mention_seen IS 'A view of mention, seen beside the company''s other postings: what stands outside sections of demands, duties and stack in a line under three or more titles is incidental. Facts are made from it; analysis label and table mention know one posting only.';
COMMENT ON COLUMN mention_seen.posting_id IS 'As in mention.';
COMMENT ON COLUMN mention_seen.skill IS 'As in mention.';
COMMENT ON COLUMN mention_seen.category IS 'As in mention.';
COMMENT ON COLUMN mention_seen.vendor IS 'As in mention.';
COMMENT ON COLUMN mention_seen.named IS 'As in mention.';
COMMENT ON COLUMN mention_seen.level IS 'The level that counts: 1 (incidental) in boilerplate, else that of mention.';
COMMENT ON COLUMN mention_seen.read_level IS 'Level of mention: read from the posting alone.';
COMMENT ON COLUMN mention_seen.titles IS 'Distinct titles of the company with this line outside such sections (boilerplate.titles); 1 where it does not recur.';
COMMENT ON COLUMN mention_seen.section IS 'As in mention.';
COMMENT ON COLUMN mention_seen.line_hash IS 'As in mention.';

CREATE TABLE IF NOT EXISTS fact (
    posting_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    month DATE NOT NULL,
    read_at TIMESTAMP NOT NULL,
    cluster VARCHAR NOT NULL,
    cluster_kind VARCHAR NOT NULL,
    duplicate_group VARCHAR NOT NULL,
    backend VARCHAR NOT NULL,
    seniority VARCHAR NOT NULL,
    country VARCHAR,
    pay_min DOUBLE,
    pay_max DOUBLE,
    pay_currency VARCHAR,
    pay_period VARCHAR,
    text_length INTEGER NOT NULL,
    format VARCHAR NOT NULL,
    cloud_named UTINYINT NOT NULL,
    cloud_generic UTINYINT NOT NULL,
    containers_named UTINYINT NOT NULL,
    containers_generic UTINYINT NOT NULL,
    iac_named UTINYINT NOT NULL,
    iac_generic UTINYINT NOT NULL,
    cicd_named UTINYINT NOT NULL,
    cicd_generic UTINYINT NOT NULL,
    monitoring_named UTINYINT NOT NULL,
    monitoring_generic UTINYINT NOT NULL,
    microservices_named UTINYINT NOT NULL,
    microservices_generic UTINYINT NOT NULL,
    serverless_named UTINYINT NOT NULL,
    serverless_generic UTINYINT NOT NULL,
    architecture_named UTINYINT NOT NULL,
    architecture_generic UTINYINT NOT NULL,
    ai_ml_named UTINYINT NOT NULL,
    ai_ml_generic UTINYINT NOT NULL,
    devops_named UTINYINT NOT NULL,
    devops_generic UTINYINT NOT NULL,
    vendors STRUCT(aws UTINYINT, azure UTINYINT, gcp UTINYINT, other UTINYINT) NOT NULL,
    tools STRUCT(skill VARCHAR, level UTINYINT)[] NOT NULL,
    sketch UINTEGER[],
    kind VARCHAR NOT NULL,
    extractor_version VARCHAR NOT NULL
);
COMMENT ON TABLE fact IS 'What is measured of a posting, one row each: bundled history joined by what was scraped here, a live row replacing a bundled one of the same id. data/history/*.parquet has the same columns.';
COMMENT ON COLUMN fact.posting_id IS 'Posting (posting.posting_id of postings.duckdb).';
COMMENT ON COLUMN fact.source IS 'Source: the name of its board file without .toml.';
COMMENT ON COLUMN fact.month IS 'First day of the UTC month that the posting is counted in: the source''s own month, else that of publication, else of the first sighting.';
COMMENT ON COLUMN fact.read_at IS 'Last fetch that saw the posting (UTC); decides whether its month was read to the end.';
COMMENT ON COLUMN fact.cluster IS 'Who advertises: company:NAME folded, else author:HASH, else posting:ID.';
COMMENT ON COLUMN fact.cluster_kind IS 'company, author or posting.';
COMMENT ON COLUMN fact.duplicate_group IS 'Id of the first posting of the cluster with nearly this text: reposts share it.';
COMMENT ON COLUMN fact.backend IS 'strict, broad, no or unclear.';
COMMENT ON COLUMN fact.seniority IS 'junior, mid, senior, lead or unclear.';
COMMENT ON COLUMN fact.country IS 'ISO 3166-1 alpha-2 code, where told.';
COMMENT ON COLUMN fact.pay_min IS 'Lower bound of the stated pay, in pay_currency per pay_period.';
COMMENT ON COLUMN fact.pay_max IS 'Upper bound of the stated pay, in pay_currency per pay_period.';
COMMENT ON COLUMN fact.pay_currency IS 'ISO 4217 code.';
COMMENT ON COLUMN fact.pay_period IS 'year, month, day or hour.';
COMMENT ON COLUMN fact.text_length IS 'Characters of posting.text.';
COMMENT ON COLUMN fact.format IS 'html or plain: how the text reached us.';
COMMENT ON COLUMN fact.vendors IS 'Level of each cloud vendor: the strongest of its own mentions.';
COMMENT ON COLUMN fact.tools IS 'Named tools, languages, stores, queues and frameworks with their strongest level.';
COMMENT ON COLUMN fact.sketch IS 'Signature of the text (role.sketch), kept for the newest thirteen months of a source: reposts fold across bundled and scraped facts.';
COMMENT ON COLUMN fact.kind IS 'history (bundled) or live (scraped here).';
COMMENT ON COLUMN fact.extractor_version IS 'Hash of rules, weights and taxonomy that read the posting.';
COMMENT ON COLUMN fact.cloud_named IS 'Strongest level of the category''s named tools; CATEGORY_generic: of its generic words. The category''s level is the larger of the two.';

CREATE TABLE IF NOT EXISTS share (
    source VARCHAR NOT NULL,
    span VARCHAR NOT NULL,
    month DATE NOT NULL,
    last_month DATE NOT NULL,
    category VARCHAR NOT NULL,
    role_rung VARCHAR NOT NULL,
    evidence VARCHAR NOT NULL,
    words VARCHAR NOT NULL,
    weight VARCHAR NOT NULL,
    n INTEGER NOT NULL,
    k INTEGER NOT NULL,
    companies INTEGER NOT NULL,
    share DOUBLE,
    low DOUBLE,
    high DOUBLE,
    low_90 DOUBLE,
    high_90 DOUBLE,
    dof DOUBLE,
    icc DOUBLE,
    design_effect DOUBLE,
    n_effective DOUBLE,
    wilson_low DOUBLE,
    wilson_high DOUBLE,
    complete BOOLEAN NOT NULL,
    plain_share DOUBLE NOT NULL,
    kind VARCHAR NOT NULL
);
COMMENT ON TABLE share IS 'Part of the backend postings that name or ask for a category, by month and by twelve-month window.';
COMMENT ON COLUMN share.source IS 'Source: the name of its board file without .toml.';
COMMENT ON COLUMN share.span IS 'month, or window (twelve months).';
COMMENT ON COLUMN share.month IS 'First month of the span.';
COMMENT ON COLUMN share.last_month IS 'Last month of the span.';
COMMENT ON COLUMN share.category IS 'Category of the taxonomy, or any: at least one of the ten.';
COMMENT ON COLUMN share.role_rung IS 'R1 (title says backend) or R2 (and server-side work).';
COMMENT ON COLUMN share.evidence IS 'E1 named anywhere, E2 used, preferred or required, E3 preferred or required, E4 required.';
COMMENT ON COLUMN share.words IS 'named (named tools only) or any (named tools or generic words).';
COMMENT ON COLUMN share.weight IS 'posting (one vote a posting) or company (one vote a company).';
COMMENT ON COLUMN share.n IS 'Postings counted, reposts folded.';
COMMENT ON COLUMN share.k IS 'Postings of these with the category.';
COMMENT ON COLUMN share.companies IS 'Clusters among them.';
COMMENT ON COLUMN share.share IS 'The share, a fraction in [0, 1].';
COMMENT ON COLUMN share.low IS 'Lower end of the 95 % interval (CR2, Imbens-Kolesar degrees of freedom, logit scale, by company).';
COMMENT ON COLUMN share.high IS 'Upper end of the 95 % interval.';
COMMENT ON COLUMN share.low_90 IS 'Lower end of the 90 % interval, by which equivalence is tested.';
COMMENT ON COLUMN share.high_90 IS 'Upper end of the 90 % interval.';
COMMENT ON COLUMN share.dof IS 'Degrees of freedom of the interval.';
COMMENT ON COLUMN share.icc IS 'Correlation within companies, clipped to [0, 0.99].';
COMMENT ON COLUMN share.design_effect IS 'Variance by company over the variance of a simple random sample.';
COMMENT ON COLUMN share.n_effective IS 'n over the design effect.';
COMMENT ON COLUMN share.wilson_low IS 'Lower end of the 95 % Wilson interval, which ignores companies.';
COMMENT ON COLUMN share.wilson_high IS 'Upper end of the 95 % Wilson interval, which ignores companies.';
COMMENT ON COLUMN share.complete IS 'Whether each month of the span was read 28 days or more after it began.';
COMMENT ON COLUMN share.plain_share IS 'Part of n whose text reached us as plain text only.';
COMMENT ON COLUMN share.kind IS 'history, live, or both, joined by +.';

CREATE TABLE IF NOT EXISTS verdict (
    id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    window_first DATE,
    window_last DATE,
    is_primary BOOLEAN NOT NULL,
    verdict VARCHAR NOT NULL,
    direction VARCHAR,
    reason VARCHAR NOT NULL,
    reading VARCHAR NOT NULL,
    share DOUBLE,
    low DOUBLE,
    high DOUBLE,
    n INTEGER NOT NULL,
    companies INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    detail JSON NOT NULL
);
COMMENT ON TABLE verdict IS 'What methods make of a claim: a row a claim, source and window.';
COMMENT ON COLUMN verdict.id IS 'Claim: name of its file in data/claims/.';
COMMENT ON COLUMN verdict.source IS 'Source that was judged.';
COMMENT ON COLUMN verdict.window_first IS 'First month of the window.';
COMMENT ON COLUMN verdict.window_last IS 'Last month of the window.';
COMMENT ON COLUMN verdict.is_primary IS 'True for the row that answers the claim: the latest twelve complete months.';
COMMENT ON COLUMN verdict.verdict IS 'supported, contradicted, leaning, depends on the reading, not enough data, or untestable.';
COMMENT ON COLUMN verdict.direction IS 'lower or higher, where the verdict has a side.';
COMMENT ON COLUMN verdict.reason IS 'Why, in a sentence with its numbers.';
COMMENT ON COLUMN verdict.reading IS 'Reading that share, low and high belong to.';
COMMENT ON COLUMN verdict.share IS 'Share at that reading, a fraction in [0, 1].';
COMMENT ON COLUMN verdict.low IS 'Lower end of its 95 % interval.';
COMMENT ON COLUMN verdict.high IS 'Upper end of its 95 % interval.';
COMMENT ON COLUMN verdict.n IS 'Backend postings in the window, reposts folded.';
COMMENT ON COLUMN verdict.companies IS 'Companies (clusters) among them.';
COMMENT ON COLUMN verdict.kind IS 'live, history or sample.';
COMMENT ON COLUMN verdict.detail IS 'All else that is printed with a verdict: the other readings, one-sided test, design effect, label counts, versions.';

CREATE TABLE IF NOT EXISTS made_from (
    name VARCHAR NOT NULL,
    value VARCHAR NOT NULL
);
COMMENT ON TABLE made_from IS 'What these findings were made from; where nothing of it changed, nothing is made again.';
COMMENT ON COLUMN made_from.name IS 'postings (published run), history (digest of the bundled facts), extractor, method (digest of code and claims).';
COMMENT ON COLUMN made_from.value IS 'Its name or digest.';
