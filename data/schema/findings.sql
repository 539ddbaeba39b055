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

CREATE TABLE IF NOT EXISTS duplicate (
    posting_id VARCHAR NOT NULL,
    duplicate_group VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    same_as VARCHAR,
    similarity DOUBLE
);
COMMENT ON TABLE duplicate IS 'Which postings are one advertisement of a company, across boards and sources: one row a posting. Nothing is deleted; shares count a group once in its month and window, by source.';
COMMENT ON COLUMN duplicate.posting_id IS 'Posting (posting.posting_id of postings.duckdb).';
COMMENT ON COLUMN duplicate.duplicate_group IS 'Id of the first posting of the group: the one that came to be known first (Hacker News: of the earliest month). A later posting changes no earlier group.';
COMMENT ON COLUMN duplicate.kind IS 'first (of its group, or alone); same job (one group_key of the source, borne out by title or text: one job in many cities); repost (its text again, whole or nearly, after the older one of the source was gone; Hacker News: in a later month); exact text (the same but for case and white space); near text (nearly the same, and titles do not tell the jobs apart).';
COMMENT ON COLUMN duplicate.same_as IS 'Older posting of the group that it was found the same as; NULL for a first.';
COMMENT ON COLUMN duplicate.similarity IS 'Estimated Jaccard index of the three-word shingles of both texts, 1 where they are the same; NULL for a first, and where a text is cut short or has fewer than three words.';

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
    survivor BOOLEAN,
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
COMMENT ON COLUMN fact.survivor IS 'True where the month lies before the first visit of its board: what was withdrawn earlier could not be seen. NULL where the source keeps old lists whole (Hacker News), and in facts bundled before this was told.';
COMMENT ON COLUMN fact.duplicate_group IS 'Id of the first posting of the same advertisement (duplicate.duplicate_group): reposts and copies share it.';
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

CREATE TABLE IF NOT EXISTS stock (
    posting_id VARCHAR NOT NULL,
    month DATE NOT NULL
);
COMMENT ON TABLE stock IS 'Postings of employers'' boards that were open on the 15th of a month: one row a posting and month. Never pooled with the flow of fact.month, since what stays open long weighs more here.';
COMMENT ON COLUMN stock.posting_id IS 'Posting (fact.posting_id).';
COMMENT ON COLUMN stock.month IS 'First day of the month: a span of sightings (sighting of postings.duckdb) holds noon UTC of its 15th.';

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
    unclear INTEGER NOT NULL,
    share_with_unclear DOUBLE,
    unclear_low DOUBLE,
    unclear_high DOUBLE,
    survivors INTEGER NOT NULL,
    complete BOOLEAN NOT NULL,
    plain_share DOUBLE NOT NULL,
    kind VARCHAR NOT NULL
);
COMMENT ON TABLE share IS 'Part of the backend postings that name or ask for a category, by month and by twelve-month window. Survivors (see survivors) are left out.';
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
COMMENT ON COLUMN share.k IS 'Postings of these with what is asked.';
COMMENT ON COLUMN share.companies IS 'Clusters among them.';
COMMENT ON COLUMN share.share IS 'The share, a fraction in [0, 1]; NULL where nothing was counted.';
COMMENT ON COLUMN share.low IS 'Lower end of the 95 % interval (CR2, Imbens-Kolesar degrees of freedom, logit scale, by company).';
COMMENT ON COLUMN share.high IS 'Upper end of the 95 % interval.';
COMMENT ON COLUMN share.low_90 IS 'Lower end of the 90 % interval.';
COMMENT ON COLUMN share.high_90 IS 'Upper end of the 90 % interval.';
COMMENT ON COLUMN share.dof IS 'Degrees of freedom of the interval.';
COMMENT ON COLUMN share.icc IS 'Correlation within companies, clipped to [0, 0.99].';
COMMENT ON COLUMN share.design_effect IS 'Variance by company over the variance of a simple random sample.';
COMMENT ON COLUMN share.n_effective IS 'n over the design effect; under 200 is a mark.';
COMMENT ON COLUMN share.wilson_low IS 'Lower end of the 95 % Wilson interval, which ignores companies.';
COMMENT ON COLUMN share.wilson_high IS 'Upper end of the 95 % Wilson interval, which ignores companies.';
COMMENT ON COLUMN share.unclear IS 'Postings of unclear role in the span, reposts folded, which are not in n.';
COMMENT ON COLUMN share.share_with_unclear IS 'The share with all unclear roles counted as backend.';
COMMENT ON COLUMN share.unclear_low IS 'Least that the share can be, whichever unclear roles are backend: those without the category alone counted in. Posting weight only.';
COMMENT ON COLUMN share.unclear_high IS 'Most that the share can be: the unclear roles with the category alone counted in. Posting weight only.';
COMMENT ON COLUMN share.survivors IS 'Postings of the span left out because their month lies before their board''s first visit: only those still open then could be seen.';
COMMENT ON COLUMN share.complete IS 'Whether each month of the span was read 28 days or more after it began.';
COMMENT ON COLUMN share.plain_share IS 'Part of n whose text reached us as plain text only.';
COMMENT ON COLUMN share.kind IS 'history, live or sample, joined by + where mixed; none where nothing was posted.';

CREATE TABLE IF NOT EXISTS share_cut (
    source VARCHAR NOT NULL,
    cut VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
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
    part DOUBLE NOT NULL,
    complete BOOLEAN NOT NULL,
    plain_share DOUBLE NOT NULL,
    kind VARCHAR NOT NULL
);
COMMENT ON TABLE share_cut IS 'The same shares within a part of the postings, by calendar year and for the latest window: one row a cut, value and reading. A cut never pools sources.';
COMMENT ON COLUMN share_cut.source IS 'Source: the name of its board file without .toml.';
COMMENT ON COLUMN share_cut.cut IS 'What the postings are divided by: seniority, region, length, format, asking, flow or cluster.';
COMMENT ON COLUMN share_cut.value IS 'The part: of seniority junior … unclear; of region north america, europe, elsewhere, unknown; of length short (under 700 characters), medium, long (2,000 and more); of format html, plain; of asking requires something (of the ten categories), names a tool (of any kind); of flow flow (posted in the window, after the board''s first visit), stock (open on the 15th of its months), survivors (posted before the board''s first visit); of cluster company, author, posting.';
COMMENT ON COLUMN share_cut.span IS 'month, or window (twelve months).';
COMMENT ON COLUMN share_cut.month IS 'First month of the span.';
COMMENT ON COLUMN share_cut.last_month IS 'Last month of the span.';
COMMENT ON COLUMN share_cut.category IS 'Category of the taxonomy, or any: at least one of the ten.';
COMMENT ON COLUMN share_cut.role_rung IS 'R1 (title says backend) or R2 (and server-side work).';
COMMENT ON COLUMN share_cut.evidence IS 'E1 named anywhere, E2 used, preferred or required, E3 preferred or required, E4 required.';
COMMENT ON COLUMN share_cut.words IS 'named (named tools only) or any (named tools or generic words).';
COMMENT ON COLUMN share_cut.weight IS 'posting (one vote a posting) or company (one vote a company).';
COMMENT ON COLUMN share_cut.n IS 'Postings counted, reposts folded.';
COMMENT ON COLUMN share_cut.k IS 'Postings of these with what is asked.';
COMMENT ON COLUMN share_cut.companies IS 'Clusters among them.';
COMMENT ON COLUMN share_cut.share IS 'The share, a fraction in [0, 1]; NULL where nothing was counted.';
COMMENT ON COLUMN share_cut.low IS 'Lower end of the 95 % interval (CR2, Imbens-Kolesar degrees of freedom, logit scale, by company).';
COMMENT ON COLUMN share_cut.high IS 'Upper end of the 95 % interval.';
COMMENT ON COLUMN share_cut.low_90 IS 'Lower end of the 90 % interval.';
COMMENT ON COLUMN share_cut.high_90 IS 'Upper end of the 90 % interval.';
COMMENT ON COLUMN share_cut.dof IS 'Degrees of freedom of the interval.';
COMMENT ON COLUMN share_cut.icc IS 'Correlation within companies, clipped to [0, 0.99].';
COMMENT ON COLUMN share_cut.design_effect IS 'Variance by company over the variance of a simple random sample.';
COMMENT ON COLUMN share_cut.n_effective IS 'n over the design effect; under 200 is a mark.';
COMMENT ON COLUMN share_cut.wilson_low IS 'Lower end of the 95 % Wilson interval, which ignores companies.';
COMMENT ON COLUMN share_cut.wilson_high IS 'Upper end of the 95 % Wilson interval, which ignores companies.';
COMMENT ON COLUMN share_cut.part IS 'Part of the window''s backend postings that have this value, a fraction in [0, 1]; for stock, stock over flow.';
COMMENT ON COLUMN share_cut.complete IS 'Whether each month of the span was read 28 days or more after it began.';
COMMENT ON COLUMN share_cut.plain_share IS 'Part of n whose text reached us as plain text only.';
COMMENT ON COLUMN share_cut.kind IS 'history, live or sample, joined by + where mixed; none where nothing was posted.';

CREATE TABLE IF NOT EXISTS skill_share (
    source VARCHAR NOT NULL,
    span VARCHAR NOT NULL,
    month DATE NOT NULL,
    last_month DATE NOT NULL,
    skill VARCHAR NOT NULL,
    categories VARCHAR NOT NULL,
    role_rung VARCHAR NOT NULL,
    evidence VARCHAR NOT NULL,
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
COMMENT ON TABLE skill_share IS 'The same shares for single named tools: the forty commonest by month, all with twenty postings or more by calendar year and for the latest window. Posting weight.';
COMMENT ON COLUMN skill_share.source IS 'Source: the name of its board file without .toml.';
COMMENT ON COLUMN skill_share.span IS 'month, or window (twelve months).';
COMMENT ON COLUMN skill_share.month IS 'First month of the span.';
COMMENT ON COLUMN skill_share.last_month IS 'Last month of the span.';
COMMENT ON COLUMN skill_share.skill IS 'Canonical name of the tool.';
COMMENT ON COLUMN skill_share.categories IS 'Its categories in the taxonomy, joined by +.';
COMMENT ON COLUMN skill_share.role_rung IS 'R1 (title says backend) or R2 (and server-side work).';
COMMENT ON COLUMN skill_share.evidence IS 'E1 named anywhere, E2 used, preferred or required, E3 preferred or required, E4 required.';
COMMENT ON COLUMN skill_share.n IS 'Postings counted, reposts folded.';
COMMENT ON COLUMN skill_share.k IS 'Postings of these with what is asked.';
COMMENT ON COLUMN skill_share.companies IS 'Clusters among them.';
COMMENT ON COLUMN skill_share.share IS 'The share, a fraction in [0, 1]; NULL where nothing was counted.';
COMMENT ON COLUMN skill_share.low IS 'Lower end of the 95 % interval (CR2, Imbens-Kolesar degrees of freedom, logit scale, by company).';
COMMENT ON COLUMN skill_share.high IS 'Upper end of the 95 % interval.';
COMMENT ON COLUMN skill_share.low_90 IS 'Lower end of the 90 % interval.';
COMMENT ON COLUMN skill_share.high_90 IS 'Upper end of the 90 % interval.';
COMMENT ON COLUMN skill_share.dof IS 'Degrees of freedom of the interval.';
COMMENT ON COLUMN skill_share.icc IS 'Correlation within companies, clipped to [0, 0.99].';
COMMENT ON COLUMN skill_share.design_effect IS 'Variance by company over the variance of a simple random sample.';
COMMENT ON COLUMN skill_share.n_effective IS 'n over the design effect; under 200 is a mark.';
COMMENT ON COLUMN skill_share.wilson_low IS 'Lower end of the 95 % Wilson interval, which ignores companies.';
COMMENT ON COLUMN skill_share.wilson_high IS 'Upper end of the 95 % Wilson interval, which ignores companies.';
COMMENT ON COLUMN skill_share.complete IS 'Whether each month of the span was read 28 days or more after it began.';
COMMENT ON COLUMN skill_share.plain_share IS 'Part of n whose text reached us as plain text only.';
COMMENT ON COLUMN skill_share.kind IS 'history, live or sample, joined by + where mixed; none where nothing was posted.';

CREATE TABLE IF NOT EXISTS control_share (
    source VARCHAR NOT NULL,
    span VARCHAR NOT NULL,
    month DATE NOT NULL,
    last_month DATE NOT NULL,
    control VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    members VARCHAR NOT NULL,
    evidence VARCHAR NOT NULL,
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
COMMENT ON TABLE control_share IS 'Series that ought not to follow the claims, and the one that they are set against: the negative control, the placebo and the registered break''s category, by month and window. Posting weight, R2.';
COMMENT ON COLUMN control_share.source IS 'Source: the name of its board file without .toml.';
COMMENT ON COLUMN control_share.span IS 'month, or window (twelve months).';
COMMENT ON COLUMN control_share.month IS 'First month of the span.';
COMMENT ON COLUMN control_share.last_month IS 'Last month of the span.';
COMMENT ON COLUMN control_share.control IS 'Name in data/study.toml.';
COMMENT ON COLUMN control_share.role IS 'negative control, placebo or treated.';
COMMENT ON COLUMN control_share.members IS 'Tools or category that a posting must name, joined by a comma: any of them.';
COMMENT ON COLUMN control_share.evidence IS 'E1 named anywhere, E2 used, preferred or required, E3 preferred or required, E4 required.';
COMMENT ON COLUMN control_share.n IS 'Postings counted, reposts folded.';
COMMENT ON COLUMN control_share.k IS 'Postings of these with what is asked.';
COMMENT ON COLUMN control_share.companies IS 'Clusters among them.';
COMMENT ON COLUMN control_share.share IS 'The share, a fraction in [0, 1]; NULL where nothing was counted.';
COMMENT ON COLUMN control_share.low IS 'Lower end of the 95 % interval (CR2, Imbens-Kolesar degrees of freedom, logit scale, by company).';
COMMENT ON COLUMN control_share.high IS 'Upper end of the 95 % interval.';
COMMENT ON COLUMN control_share.low_90 IS 'Lower end of the 90 % interval.';
COMMENT ON COLUMN control_share.high_90 IS 'Upper end of the 90 % interval.';
COMMENT ON COLUMN control_share.dof IS 'Degrees of freedom of the interval.';
COMMENT ON COLUMN control_share.icc IS 'Correlation within companies, clipped to [0, 0.99].';
COMMENT ON COLUMN control_share.design_effect IS 'Variance by company over the variance of a simple random sample.';
COMMENT ON COLUMN control_share.n_effective IS 'n over the design effect; under 200 is a mark.';
COMMENT ON COLUMN control_share.wilson_low IS 'Lower end of the 95 % Wilson interval, which ignores companies.';
COMMENT ON COLUMN control_share.wilson_high IS 'Upper end of the 95 % Wilson interval, which ignores companies.';
COMMENT ON COLUMN control_share.complete IS 'Whether each month of the span was read 28 days or more after it began.';
COMMENT ON COLUMN control_share.plain_share IS 'Part of n whose text reached us as plain text only.';
COMMENT ON COLUMN control_share.kind IS 'history, live or sample, joined by + where mixed; none where nothing was posted.';

CREATE TABLE IF NOT EXISTS vendor_share (
    source VARCHAR NOT NULL,
    span VARCHAR NOT NULL,
    month DATE NOT NULL,
    last_month DATE NOT NULL,
    vendor VARCHAR NOT NULL,
    role_rung VARCHAR NOT NULL,
    evidence VARCHAR NOT NULL,
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
COMMENT ON TABLE vendor_share IS 'Part of the backend postings with a cloud vendor, whose level is the strongest of its own mentions, by calendar year and for the latest window. Posting weight.';
COMMENT ON COLUMN vendor_share.source IS 'Source: the name of its board file without .toml.';
COMMENT ON COLUMN vendor_share.span IS 'month, or window (twelve months).';
COMMENT ON COLUMN vendor_share.month IS 'First month of the span.';
COMMENT ON COLUMN vendor_share.last_month IS 'Last month of the span.';
COMMENT ON COLUMN vendor_share.vendor IS 'aws, azure, gcp or other.';
COMMENT ON COLUMN vendor_share.role_rung IS 'R1 (title says backend) or R2 (and server-side work).';
COMMENT ON COLUMN vendor_share.evidence IS 'E1 named anywhere, E2 used, preferred or required, E3 preferred or required, E4 required.';
COMMENT ON COLUMN vendor_share.n IS 'Postings counted, reposts folded.';
COMMENT ON COLUMN vendor_share.k IS 'Postings of these with what is asked.';
COMMENT ON COLUMN vendor_share.companies IS 'Clusters among them.';
COMMENT ON COLUMN vendor_share.share IS 'The share, a fraction in [0, 1]; NULL where nothing was counted.';
COMMENT ON COLUMN vendor_share.low IS 'Lower end of the 95 % interval (CR2, Imbens-Kolesar degrees of freedom, logit scale, by company).';
COMMENT ON COLUMN vendor_share.high IS 'Upper end of the 95 % interval.';
COMMENT ON COLUMN vendor_share.low_90 IS 'Lower end of the 90 % interval.';
COMMENT ON COLUMN vendor_share.high_90 IS 'Upper end of the 90 % interval.';
COMMENT ON COLUMN vendor_share.dof IS 'Degrees of freedom of the interval.';
COMMENT ON COLUMN vendor_share.icc IS 'Correlation within companies, clipped to [0, 0.99].';
COMMENT ON COLUMN vendor_share.design_effect IS 'Variance by company over the variance of a simple random sample.';
COMMENT ON COLUMN vendor_share.n_effective IS 'n over the design effect; under 200 is a mark.';
COMMENT ON COLUMN vendor_share.wilson_low IS 'Lower end of the 95 % Wilson interval, which ignores companies.';
COMMENT ON COLUMN vendor_share.wilson_high IS 'Upper end of the 95 % Wilson interval, which ignores companies.';
COMMENT ON COLUMN vendor_share.complete IS 'Whether each month of the span was read 28 days or more after it began.';
COMMENT ON COLUMN vendor_share.plain_share IS 'Part of n whose text reached us as plain text only.';
COMMENT ON COLUMN vendor_share.kind IS 'history, live or sample, joined by + where mixed; none where nothing was posted.';

CREATE TABLE IF NOT EXISTS vendor_overlap (
    source VARCHAR NOT NULL,
    first_month DATE NOT NULL,
    last_month DATE NOT NULL,
    role_rung VARCHAR NOT NULL,
    evidence VARCHAR NOT NULL,
    vendors VARCHAR NOT NULL,
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
    wilson_high DOUBLE
);
COMMENT ON TABLE vendor_overlap IS 'Which cloud vendors stand together: each posting is in exactly one row of its source, window and rung; a combination that stands at one rung has a row at each.';
COMMENT ON COLUMN vendor_overlap.source IS 'Source: the name of its board file without .toml.';
COMMENT ON COLUMN vendor_overlap.first_month IS 'First month of the window.';
COMMENT ON COLUMN vendor_overlap.last_month IS 'Last month of the window.';
COMMENT ON COLUMN vendor_overlap.role_rung IS 'R1 (title says backend) or R2 (and server-side work).';
COMMENT ON COLUMN vendor_overlap.evidence IS 'E1 named anywhere, E2 used, preferred or required, E3 preferred or required, E4 required.';
COMMENT ON COLUMN vendor_overlap.vendors IS 'Vendors of the posting joined by + (aws+gcp); generic where only generic words for a cloud stand; none.';
COMMENT ON COLUMN vendor_overlap.n IS 'Postings counted, reposts folded.';
COMMENT ON COLUMN vendor_overlap.k IS 'Postings of these with what is asked.';
COMMENT ON COLUMN vendor_overlap.companies IS 'Clusters among them.';
COMMENT ON COLUMN vendor_overlap.share IS 'The share, a fraction in [0, 1]; NULL where nothing was counted.';
COMMENT ON COLUMN vendor_overlap.low IS 'Lower end of the 95 % interval (CR2, Imbens-Kolesar degrees of freedom, logit scale, by company).';
COMMENT ON COLUMN vendor_overlap.high IS 'Upper end of the 95 % interval.';
COMMENT ON COLUMN vendor_overlap.low_90 IS 'Lower end of the 90 % interval.';
COMMENT ON COLUMN vendor_overlap.high_90 IS 'Upper end of the 90 % interval.';
COMMENT ON COLUMN vendor_overlap.dof IS 'Degrees of freedom of the interval.';
COMMENT ON COLUMN vendor_overlap.icc IS 'Correlation within companies, clipped to [0, 0.99].';
COMMENT ON COLUMN vendor_overlap.design_effect IS 'Variance by company over the variance of a simple random sample.';
COMMENT ON COLUMN vendor_overlap.n_effective IS 'n over the design effect; under 200 is a mark.';
COMMENT ON COLUMN vendor_overlap.wilson_low IS 'Lower end of the 95 % Wilson interval, which ignores companies.';
COMMENT ON COLUMN vendor_overlap.wilson_high IS 'Upper end of the 95 % Wilson interval, which ignores companies.';

CREATE TABLE IF NOT EXISTS correction (
    source VARCHAR NOT NULL,
    first_month DATE NOT NULL,
    last_month DATE NOT NULL,
    category VARCHAR NOT NULL,
    role_rung VARCHAR NOT NULL,
    evidence VARCHAR NOT NULL,
    words VARCHAR NOT NULL,
    method VARCHAR NOT NULL,
    n INTEGER NOT NULL,
    companies INTEGER NOT NULL,
    raw DOUBLE,
    raw_low DOUBLE,
    raw_high DOUBLE,
    corrected DOUBLE,
    low DOUBLE,
    high DOUBLE,
    low_90 DOUBLE,
    high_90 DOUBLE,
    dof DOUBLE,
    band_low DOUBLE,
    band_high DOUBLE,
    labels INTEGER NOT NULL,
    label_companies INTEGER NOT NULL,
    labels_all INTEGER NOT NULL,
    false_positives INTEGER NOT NULL,
    false_negatives INTEGER NOT NULL,
    "lambda" DOUBLE,
    sensitivity DOUBLE,
    specificity DOUBLE,
    clipped BOOLEAN NOT NULL,
    labels_from VARCHAR NOT NULL,
    reason VARCHAR NOT NULL
);
COMMENT ON TABLE correction IS 'Shares corrected for the detector''s errors, beside the raw ones: share = corrected (backend and category) over corrected (backend). Where labels are too few, refused, with a band.';
COMMENT ON COLUMN correction.source IS 'Source: the name of its board file without .toml.';
COMMENT ON COLUMN correction.first_month IS 'First month of the window.';
COMMENT ON COLUMN correction.last_month IS 'Last month of the window.';
COMMENT ON COLUMN correction.category IS 'Category of the taxonomy, or any: at least one of the ten.';
COMMENT ON COLUMN correction.role_rung IS 'R1 (title says backend) or R2 (and server-side work).';
COMMENT ON COLUMN correction.evidence IS 'E1 named anywhere, E2 used, preferred or required, E3 preferred or required, E4 required.';
COMMENT ON COLUMN correction.words IS 'named (named tools only) or any (named tools or generic words).';
COMMENT ON COLUMN correction.method IS 'ppi (weighted PPI++), rogan-gladen (Jeffreys draws, where there are under five errors of either kind), or none (refused).';
COMMENT ON COLUMN correction.n IS 'All postings in the window, reposts folded, of whatever role.';
COMMENT ON COLUMN correction.companies IS 'Clusters among them.';
COMMENT ON COLUMN correction.raw IS 'The share as measured.';
COMMENT ON COLUMN correction.raw_low IS 'Lower end of its 95 % interval.';
COMMENT ON COLUMN correction.raw_high IS 'Upper end of its 95 % interval.';
COMMENT ON COLUMN correction.corrected IS 'The corrected share; NULL where refused.';
COMMENT ON COLUMN correction.low IS 'Lower end of its 95 % interval by company.';
COMMENT ON COLUMN correction.high IS 'Upper end of its 95 % interval.';
COMMENT ON COLUMN correction.low_90 IS 'Lower end of its 90 % interval.';
COMMENT ON COLUMN correction.high_90 IS 'Upper end of its 90 % interval.';
COMMENT ON COLUMN correction.dof IS 'Degrees of freedom of its interval (ppi).';
COMMENT ON COLUMN correction.band_low IS 'Where refused: lower end of what the share may be by all labels of the source, whatever their window (Rogan-Gladen, 95 % of Jeffreys draws). Not an interval of a corrected share.';
COMMENT ON COLUMN correction.band_high IS 'Upper end of that band.';
COMMENT ON COLUMN correction.labels IS 'Labels of this source and window.';
COMMENT ON COLUMN correction.label_companies IS 'Clusters among them.';
COMMENT ON COLUMN correction.labels_all IS 'Labels of this source in all months.';
COMMENT ON COLUMN correction.false_positives IS 'Labels where the detector says backend and category and the reader does not (of labels_all where refused).';
COMMENT ON COLUMN correction.false_negatives IS 'Labels where the reader says backend and category and the detector does not (of labels_all where refused).';
COMMENT ON COLUMN correction."lambda" IS 'Weight of the detector in PPI++, 0 (labels alone) to 1.';
COMMENT ON COLUMN correction.sensitivity IS 'Of labels with backend and category, the part that the detector finds (weighted).';
COMMENT ON COLUMN correction.specificity IS 'Of labels without, the part that the detector leaves (weighted).';
COMMENT ON COLUMN correction.clipped IS 'Whether a corrected number left [0, 1] and was set back.';
COMMENT ON COLUMN correction.labels_from IS 'Which label file: gold (a fresh draw) or kept aside (the third of the tune labels), or none.';
COMMENT ON COLUMN correction.reason IS 'Why this method, in a sentence.';

CREATE TABLE IF NOT EXISTS contrast (
    source VARCHAR NOT NULL,
    measure VARCHAR NOT NULL,
    role_rung VARCHAR NOT NULL,
    evidence VARCHAR NOT NULL,
    words VARCHAR NOT NULL,
    weight VARCHAR NOT NULL,
    method VARCHAR NOT NULL,
    years INTEGER NOT NULL,
    before_first DATE NOT NULL,
    before_last DATE NOT NULL,
    after_first DATE NOT NULL,
    after_last DATE NOT NULL,
    n_before INTEGER NOT NULL,
    n_after INTEGER NOT NULL,
    companies_before INTEGER NOT NULL,
    companies_after INTEGER NOT NULL,
    companies_both INTEGER NOT NULL,
    before DOUBLE,
    after DOUBLE,
    difference DOUBLE,
    low DOUBLE,
    high DOUBLE,
    dof DOUBLE,
    p_value DOUBLE,
    p_two_sided DOUBLE,
    complete BOOLEAN NOT NULL
);
COMMENT ON TABLE contrast IS 'A share in one twelve-month window less the share in an earlier one, clustered by company: the registered contrasts of the claims and, for every category, one, three, five and ten years. Fractions: 0.1 is ten points.';
COMMENT ON COLUMN contrast.source IS 'Source: the name of its board file without .toml.';
COMMENT ON COLUMN contrast.measure IS 'A category of the taxonomy; several joined by + (a posting has all of them); control:NAME (data/study.toml); or breadth (mean number of the five DevOps categories a tool named).';
COMMENT ON COLUMN contrast.role_rung IS 'R1 (title says backend) or R2 (and server-side work).';
COMMENT ON COLUMN contrast.evidence IS 'E1 named anywhere, E2 used, preferred or required, E3 preferred or required, E4 required.';
COMMENT ON COLUMN contrast.words IS 'named (named tools only) or any (named tools or generic words).';
COMMENT ON COLUMN contrast.weight IS 'posting (one vote a posting) or company (one vote a company).';
COMMENT ON COLUMN contrast.method IS 'all (every posting); fixed mix (seniority and region held at the claim''s mix); matched companies (those with postings in both windows); constant boards (boards visited in both windows; Hacker News is one board); difference in differences (less the placebo''s contrast).';
COMMENT ON COLUMN contrast.years IS 'Years between the windows'' ends; 0 for the two windows that meet at a registered break.';
COMMENT ON COLUMN contrast.before_first IS 'First month of the earlier window.';
COMMENT ON COLUMN contrast.before_last IS 'Last month of the earlier window.';
COMMENT ON COLUMN contrast.after_first IS 'First month of the later window.';
COMMENT ON COLUMN contrast.after_last IS 'Last month of the later window.';
COMMENT ON COLUMN contrast.n_before IS 'Postings in the earlier window.';
COMMENT ON COLUMN contrast.n_after IS 'Postings in the later window.';
COMMENT ON COLUMN contrast.companies_before IS 'Clusters in the earlier window.';
COMMENT ON COLUMN contrast.companies_after IS 'Clusters in the later window.';
COMMENT ON COLUMN contrast.companies_both IS 'Clusters in both.';
COMMENT ON COLUMN contrast.before IS 'Share in the earlier window (breadth: categories a tool named).';
COMMENT ON COLUMN contrast.after IS 'Share in the later window.';
COMMENT ON COLUMN contrast.difference IS 'after less before, a fraction; for breadth the logarithm of after over before.';
COMMENT ON COLUMN contrast.low IS 'Lower end of its 95 % interval (CR2 and Imbens-Kolesar degrees of freedom over companies; identity scale).';
COMMENT ON COLUMN contrast.high IS 'Upper end of its 95 % interval.';
COMMENT ON COLUMN contrast.dof IS 'Degrees of freedom.';
COMMENT ON COLUMN contrast.p_value IS 'One-sided p-value of: the difference is not above 0.';
COMMENT ON COLUMN contrast.p_two_sided IS 'Two-sided p-value of: the difference is 0.';
COMMENT ON COLUMN contrast.complete IS 'Whether each month of both windows was read to its end.';

CREATE TABLE IF NOT EXISTS decomposition (
    source VARCHAR NOT NULL,
    category VARCHAR NOT NULL,
    role_rung VARCHAR NOT NULL,
    evidence VARCHAR NOT NULL,
    words VARCHAR NOT NULL,
    weight VARCHAR NOT NULL,
    before_first DATE NOT NULL,
    before_last DATE NOT NULL,
    after_first DATE NOT NULL,
    after_last DATE NOT NULL,
    cell VARCHAR,
    within DOUBLE NOT NULL,
    mix DOUBLE NOT NULL,
    total DOUBLE NOT NULL
);
COMMENT ON TABLE decomposition IS 'What moved between two windows (Kitagawa): change within cells of seniority and region, and change of their mix. Rows without a cell are the sums; within and mix add up to total.';
COMMENT ON COLUMN decomposition.source IS 'Source: the name of its board file without .toml.';
COMMENT ON COLUMN decomposition.category IS 'Category of the taxonomy, or any: at least one of the ten.';
COMMENT ON COLUMN decomposition.role_rung IS 'R1 (title says backend) or R2 (and server-side work).';
COMMENT ON COLUMN decomposition.evidence IS 'E1 named anywhere, E2 used, preferred or required, E3 preferred or required, E4 required.';
COMMENT ON COLUMN decomposition.words IS 'named (named tools only) or any (named tools or generic words).';
COMMENT ON COLUMN decomposition.weight IS 'posting (one vote a posting) or company (one vote a company).';
COMMENT ON COLUMN decomposition.before_first IS 'First month of the earlier window.';
COMMENT ON COLUMN decomposition.before_last IS 'Last month of the earlier window.';
COMMENT ON COLUMN decomposition.after_first IS 'First month of the later window.';
COMMENT ON COLUMN decomposition.after_last IS 'Last month of the later window.';
COMMENT ON COLUMN decomposition.cell IS 'seniority / region; missing stays a cell (unclear, unknown). NULL for the sums.';
COMMENT ON COLUMN decomposition.within IS 'Part of the difference by a change of share within the cell, at the mean mix of both windows; a fraction.';
COMMENT ON COLUMN decomposition.mix IS 'Part by a change of the cell''s weight, at the mean share of both windows.';
COMMENT ON COLUMN decomposition.total IS 'within plus mix.';

CREATE TABLE IF NOT EXISTS spline (
    source VARCHAR NOT NULL,
    category VARCHAR NOT NULL,
    role_rung VARCHAR NOT NULL,
    evidence VARCHAR NOT NULL,
    words VARCHAR NOT NULL,
    weight VARCHAR NOT NULL,
    month DATE NOT NULL,
    share DOUBLE NOT NULL,
    low DOUBLE NOT NULL,
    high DOUBLE NOT NULL,
    df INTEGER NOT NULL,
    n INTEGER NOT NULL
);
COMMENT ON TABLE spline IS 'The share over time as a natural cubic regression spline of monthly postings (logit link), errors clustered two ways, by company and month.';
COMMENT ON COLUMN spline.source IS 'Source: the name of its board file without .toml.';
COMMENT ON COLUMN spline.category IS 'Category of the taxonomy, or any: at least one of the ten.';
COMMENT ON COLUMN spline.role_rung IS 'R1 (title says backend) or R2 (and server-side work).';
COMMENT ON COLUMN spline.evidence IS 'E1 named anywhere, E2 used, preferred or required, E3 preferred or required, E4 required.';
COMMENT ON COLUMN spline.words IS 'named (named tools only) or any (named tools or generic words).';
COMMENT ON COLUMN spline.weight IS 'posting (one vote a posting) or company (one vote a company).';
COMMENT ON COLUMN spline.month IS 'Month.';
COMMENT ON COLUMN spline.share IS 'Fitted share, a fraction.';
COMMENT ON COLUMN spline.low IS 'Lower end of the pointwise 95 % interval.';
COMMENT ON COLUMN spline.high IS 'Upper end.';
COMMENT ON COLUMN spline.df IS 'Degrees of freedom of the spline: one for each two years, three at least.';
COMMENT ON COLUMN spline.n IS 'Postings behind the whole curve.';

CREATE TABLE IF NOT EXISTS slope (
    source VARCHAR NOT NULL,
    category VARCHAR NOT NULL,
    role_rung VARCHAR NOT NULL,
    evidence VARCHAR NOT NULL,
    words VARCHAR NOT NULL,
    weight VARCHAR NOT NULL,
    first_month DATE NOT NULL,
    last_month DATE NOT NULL,
    months INTEGER NOT NULL,
    theil_sen DOUBLE,
    low DOUBLE,
    high DOUBLE,
    tau DOUBLE,
    p_value DOUBLE,
    warning VARCHAR
);
COMMENT ON TABLE slope IS 'A series of monthly shares in one number, descriptive: one slope over many years hides its turns, so it is told for several stretches.';
COMMENT ON COLUMN slope.source IS 'Source: the name of its board file without .toml.';
COMMENT ON COLUMN slope.category IS 'Category of the taxonomy, or any: at least one of the ten.';
COMMENT ON COLUMN slope.role_rung IS 'R1 (title says backend) or R2 (and server-side work).';
COMMENT ON COLUMN slope.evidence IS 'E1 named anywhere, E2 used, preferred or required, E3 preferred or required, E4 required.';
COMMENT ON COLUMN slope.words IS 'named (named tools only) or any (named tools or generic words).';
COMMENT ON COLUMN slope.weight IS 'posting (one vote a posting) or company (one vote a company).';
COMMENT ON COLUMN slope.first_month IS 'First month of the stretch.';
COMMENT ON COLUMN slope.last_month IS 'Last month of the stretch.';
COMMENT ON COLUMN slope.months IS 'Months with postings in it.';
COMMENT ON COLUMN slope.theil_sen IS 'Theil-Sen slope: change of the share a year, a fraction (scipy).';
COMMENT ON COLUMN slope.low IS 'Lower end of its 95 % interval (Sen; ignores autocorrelation).';
COMMENT ON COLUMN slope.high IS 'Upper end.';
COMMENT ON COLUMN slope.tau IS 'Kendall''s tau of share and month.';
COMMENT ON COLUMN slope.p_value IS 'Two-sided p-value of Mann and Kendall''s test as Hamed and Rao correct it for autocorrelation (pymannkendall).';
COMMENT ON COLUMN slope.warning IS 'Why there is no number, or what weakens it.';

CREATE TABLE IF NOT EXISTS specification (
    claim VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    first_month DATE NOT NULL,
    last_month DATE NOT NULL,
    panel VARCHAR NOT NULL,
    weight VARCHAR NOT NULL,
    folding VARCHAR NOT NULL,
    correction VARCHAR NOT NULL,
    sources VARCHAR NOT NULL,
    place INTEGER NOT NULL,
    n INTEGER NOT NULL,
    companies INTEGER NOT NULL,
    share DOUBLE,
    low DOUBLE,
    high DOUBLE,
    is_primary BOOLEAN NOT NULL,
    note VARCHAR
);
COMMENT ON TABLE specification IS 'The claim''s share under every choice that is a nuisance and not a reading: weight, folding, correction, source. One panel a reading; descriptive.';
COMMENT ON COLUMN specification.claim IS 'Claim: name of its file in data/claims/.';
COMMENT ON COLUMN specification.source IS 'Source: the name of its board file without .toml.';
COMMENT ON COLUMN specification.first_month IS 'First month of the window.';
COMMENT ON COLUMN specification.last_month IS 'Last month of the window.';
COMMENT ON COLUMN specification.panel IS 'Reading: role rung, evidence rung, words.';
COMMENT ON COLUMN specification.weight IS 'posting (one vote a posting) or company (one vote a company).';
COMMENT ON COLUMN specification.folding IS 'window (once a window, primary), month (once a month) or none (every posting).';
COMMENT ON COLUMN specification.correction IS 'raw or corrected.';
COMMENT ON COLUMN specification.sources IS 'Sources that were counted, joined by +; more than one only where the claim file has weights for pooling.';
COMMENT ON COLUMN specification.place IS 'Rank of the share in its panel, from 1.';
COMMENT ON COLUMN specification.n IS 'Postings counted.';
COMMENT ON COLUMN specification.companies IS 'Clusters among them.';
COMMENT ON COLUMN specification.share IS 'The share; NULL where the choice is not allowed (see note).';
COMMENT ON COLUMN specification.low IS 'Lower end of its 95 % interval.';
COMMENT ON COLUMN specification.high IS 'Upper end.';
COMMENT ON COLUMN specification.is_primary IS 'True for the choice that methods prescribe.';
COMMENT ON COLUMN specification.note IS 'Why there is no number.';

CREATE TABLE IF NOT EXISTS cooccurrence (
    source VARCHAR NOT NULL,
    first_month DATE NOT NULL,
    last_month DATE NOT NULL,
    "of" VARCHAR NOT NULL,
    a VARCHAR NOT NULL,
    b VARCHAR NOT NULL,
    role_rung VARCHAR NOT NULL,
    evidence VARCHAR NOT NULL,
    n INTEGER NOT NULL,
    companies INTEGER NOT NULL,
    n_a INTEGER NOT NULL,
    n_b INTEGER NOT NULL,
    n_both INTEGER NOT NULL,
    lift DOUBLE,
    low DOUBLE,
    high DOUBLE,
    b_given_a DOUBLE,
    a_given_b DOUBLE
);
COMMENT ON TABLE cooccurrence IS 'Whether two skills are asked for together more often than by chance: lift = P(a and b) / (P(a) P(b)), intervals by company on the logarithmic scale. Symmetric: each pair once, a before b.';
COMMENT ON COLUMN cooccurrence.source IS 'Source: the name of its board file without .toml.';
COMMENT ON COLUMN cooccurrence.first_month IS 'First month of the window.';
COMMENT ON COLUMN cooccurrence.last_month IS 'Last month of the window.';
COMMENT ON COLUMN cooccurrence."of" IS 'category or skill.';
COMMENT ON COLUMN cooccurrence.a IS 'First of the pair.';
COMMENT ON COLUMN cooccurrence.b IS 'Second of the pair.';
COMMENT ON COLUMN cooccurrence.role_rung IS 'R1 (title says backend) or R2 (and server-side work).';
COMMENT ON COLUMN cooccurrence.evidence IS 'E1 named anywhere, E2 used, preferred or required, E3 preferred or required, E4 required.';
COMMENT ON COLUMN cooccurrence.n IS 'Postings counted.';
COMMENT ON COLUMN cooccurrence.companies IS 'Clusters among them.';
COMMENT ON COLUMN cooccurrence.n_a IS 'With a.';
COMMENT ON COLUMN cooccurrence.n_b IS 'With b.';
COMMENT ON COLUMN cooccurrence.n_both IS 'With both.';
COMMENT ON COLUMN cooccurrence.lift IS 'How many times as often as by chance; 1 is chance. NULL where a or b never stands.';
COMMENT ON COLUMN cooccurrence.low IS 'Lower end of the 95 % interval; NULL where both never stand together.';
COMMENT ON COLUMN cooccurrence.high IS 'Upper end.';
COMMENT ON COLUMN cooccurrence.b_given_a IS 'Part of the postings with a that have b, a fraction.';
COMMENT ON COLUMN cooccurrence.a_given_b IS 'Part of the postings with b that have a, a fraction.';

CREATE TABLE IF NOT EXISTS breadth (
    source VARCHAR NOT NULL,
    span VARCHAR NOT NULL,
    month DATE NOT NULL,
    last_month DATE NOT NULL,
    role_rung VARCHAR NOT NULL,
    evidence VARCHAR NOT NULL,
    words VARCHAR NOT NULL,
    n INTEGER NOT NULL,
    companies INTEGER NOT NULL,
    categories_mean DOUBLE,
    low DOUBLE,
    high DOUBLE,
    tools_mean DOUBLE,
    n_tools INTEGER NOT NULL,
    per_tool DOUBLE,
    per_tool_low DOUBLE,
    per_tool_high DOUBLE,
    complete BOOLEAN NOT NULL
);
COMMENT ON TABLE breadth IS 'How many of the five DevOps categories (containers, iac, cicd, monitoring, devops) a backend posting asks for, alone and a tool named, since long texts name more of everything.';
COMMENT ON COLUMN breadth.source IS 'Source: the name of its board file without .toml.';
COMMENT ON COLUMN breadth.span IS 'month, or window (twelve months).';
COMMENT ON COLUMN breadth.month IS 'First month of the span.';
COMMENT ON COLUMN breadth.last_month IS 'Last month of the span.';
COMMENT ON COLUMN breadth.role_rung IS 'R1 (title says backend) or R2 (and server-side work).';
COMMENT ON COLUMN breadth.evidence IS 'E1 named anywhere, E2 used, preferred or required, E3 preferred or required, E4 required.';
COMMENT ON COLUMN breadth.words IS 'named (named tools only) or any (named tools or generic words).';
COMMENT ON COLUMN breadth.n IS 'Postings counted.';
COMMENT ON COLUMN breadth.companies IS 'Clusters among them.';
COMMENT ON COLUMN breadth.categories_mean IS 'Mean number of the five categories, 0 to 5.';
COMMENT ON COLUMN breadth.low IS 'Lower end of its 95 % interval by company.';
COMMENT ON COLUMN breadth.high IS 'Upper end.';
COMMENT ON COLUMN breadth.tools_mean IS 'Mean number of all named tools of a posting, languages and stores too.';
COMMENT ON COLUMN breadth.n_tools IS 'Postings that name any tool: those of the next three columns.';
COMMENT ON COLUMN breadth.per_tool IS 'Categories a tool named: sum of the one over sum of the other.';
COMMENT ON COLUMN breadth.per_tool_low IS 'Lower end of its 95 % interval by company.';
COMMENT ON COLUMN breadth.per_tool_high IS 'Upper end.';
COMMENT ON COLUMN breadth.complete IS 'Whether each month of the span was read to its end.';

CREATE TABLE IF NOT EXISTS breadth_count (
    source VARCHAR NOT NULL,
    span VARCHAR NOT NULL,
    month DATE NOT NULL,
    last_month DATE NOT NULL,
    role_rung VARCHAR NOT NULL,
    evidence VARCHAR NOT NULL,
    words VARCHAR NOT NULL,
    categories INTEGER NOT NULL,
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
    wilson_high DOUBLE
);
COMMENT ON TABLE breadth_count IS 'Part of the backend postings that ask for exactly so many of the five DevOps categories, by calendar year and for the latest window.';
COMMENT ON COLUMN breadth_count.source IS 'Source: the name of its board file without .toml.';
COMMENT ON COLUMN breadth_count.span IS 'month, or window (twelve months).';
COMMENT ON COLUMN breadth_count.month IS 'First month of the span.';
COMMENT ON COLUMN breadth_count.last_month IS 'Last month of the span.';
COMMENT ON COLUMN breadth_count.role_rung IS 'R1 (title says backend) or R2 (and server-side work).';
COMMENT ON COLUMN breadth_count.evidence IS 'E1 named anywhere, E2 used, preferred or required, E3 preferred or required, E4 required.';
COMMENT ON COLUMN breadth_count.words IS 'named (named tools only) or any (named tools or generic words).';
COMMENT ON COLUMN breadth_count.categories IS '0 to 5.';
COMMENT ON COLUMN breadth_count.n IS 'Postings counted, reposts folded.';
COMMENT ON COLUMN breadth_count.k IS 'Postings of these with what is asked.';
COMMENT ON COLUMN breadth_count.companies IS 'Clusters among them.';
COMMENT ON COLUMN breadth_count.share IS 'The share, a fraction in [0, 1]; NULL where nothing was counted.';
COMMENT ON COLUMN breadth_count.low IS 'Lower end of the 95 % interval (CR2, Imbens-Kolesar degrees of freedom, logit scale, by company).';
COMMENT ON COLUMN breadth_count.high IS 'Upper end of the 95 % interval.';
COMMENT ON COLUMN breadth_count.low_90 IS 'Lower end of the 90 % interval.';
COMMENT ON COLUMN breadth_count.high_90 IS 'Upper end of the 90 % interval.';
COMMENT ON COLUMN breadth_count.dof IS 'Degrees of freedom of the interval.';
COMMENT ON COLUMN breadth_count.icc IS 'Correlation within companies, clipped to [0, 0.99].';
COMMENT ON COLUMN breadth_count.design_effect IS 'Variance by company over the variance of a simple random sample.';
COMMENT ON COLUMN breadth_count.n_effective IS 'n over the design effect; under 200 is a mark.';
COMMENT ON COLUMN breadth_count.wilson_low IS 'Lower end of the 95 % Wilson interval, which ignores companies.';
COMMENT ON COLUMN breadth_count.wilson_high IS 'Upper end of the 95 % Wilson interval, which ignores companies.';

CREATE TABLE IF NOT EXISTS pay (
    source VARCHAR NOT NULL,
    first_month DATE NOT NULL,
    last_month DATE NOT NULL,
    category VARCHAR NOT NULL,
    role_rung VARCHAR NOT NULL,
    evidence VARCHAR NOT NULL,
    words VARCHAR NOT NULL,
    currency VARCHAR NOT NULL,
    postings INTEGER NOT NULL,
    disclosed INTEGER NOT NULL,
    n_with INTEGER NOT NULL,
    n_without INTEGER NOT NULL,
    cells INTEGER NOT NULL,
    companies INTEGER NOT NULL,
    median_with DOUBLE,
    median_without DOUBLE,
    ratio DOUBLE,
    low DOUBLE,
    high DOUBLE,
    p_value DOUBLE,
    warning VARCHAR
);
COMMENT ON TABLE pay IS 'Stated yearly pay of postings with a category against those without, of the same seniority, country and month; currencies are never mixed. An association: pay is disclosed selectively.';
COMMENT ON COLUMN pay.source IS 'Source: the name of its board file without .toml.';
COMMENT ON COLUMN pay.first_month IS 'First month of the window.';
COMMENT ON COLUMN pay.last_month IS 'Last month of the window.';
COMMENT ON COLUMN pay.category IS 'Category of the taxonomy, or any: at least one of the ten.';
COMMENT ON COLUMN pay.role_rung IS 'R1 (title says backend) or R2 (and server-side work).';
COMMENT ON COLUMN pay.evidence IS 'E1 named anywhere, E2 used, preferred or required, E3 preferred or required, E4 required.';
COMMENT ON COLUMN pay.words IS 'named (named tools only) or any (named tools or generic words).';
COMMENT ON COLUMN pay.currency IS 'ISO 4217 code; pay is per year.';
COMMENT ON COLUMN pay.postings IS 'Backend postings of the window, reposts folded, stated pay or not, in the countries of this currency''s postings.';
COMMENT ON COLUMN pay.disclosed IS 'Those that state yearly pay in this currency.';
COMMENT ON COLUMN pay.n_with IS 'Of these, in cells that hold both kinds: with the category.';
COMMENT ON COLUMN pay.n_without IS 'Of these, in cells that hold both kinds: without it.';
COMMENT ON COLUMN pay.cells IS 'Cells of seniority, country and month that hold both kinds.';
COMMENT ON COLUMN pay.companies IS 'Clusters in them.';
COMMENT ON COLUMN pay.median_with IS 'Median midpoint of the stated range with the category, of all that disclose, in currency a year.';
COMMENT ON COLUMN pay.median_without IS 'The same without it.';
COMMENT ON COLUMN pay.ratio IS 'Pay with over pay without, within cells (geometric): 1.1 is ten per cent more.';
COMMENT ON COLUMN pay.low IS 'Lower end of its 95 % interval by company.';
COMMENT ON COLUMN pay.high IS 'Upper end.';
COMMENT ON COLUMN pay.p_value IS 'One-sided p-value of: the ratio is not above 1.';
COMMENT ON COLUMN pay.warning IS 'Why there is no number, or what weakens it.';

CREATE TABLE IF NOT EXISTS series_break (
    month DATE NOT NULL,
    kind VARCHAR NOT NULL,
    source VARCHAR,
    category VARCHAR,
    what VARCHAR NOT NULL
);
COMMENT ON TABLE series_break IS 'Breaks that may be drawn and tested: registered in a claim file or logged in data/study.toml. No other break is looked for.';
COMMENT ON COLUMN series_break.month IS 'First month after the break.';
COMMENT ON COLUMN series_break.kind IS 'registered (an event, tested) or logged (a change of source, format or method, drawn only).';
COMMENT ON COLUMN series_break.source IS 'Source that it touches; NULL for all.';
COMMENT ON COLUMN series_break.category IS 'Category that it is registered for; NULL for a logged one.';
COMMENT ON COLUMN series_break.what IS 'What happened, in a few words.';

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
    status VARCHAR NOT NULL,
    p_value DOUBLE,
    p_holm DOUBLE,
    labels INTEGER NOT NULL,
    corrected BOOLEAN NOT NULL,
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
COMMENT ON COLUMN verdict.reading IS 'Reading that share, low and high belong to; for a conjunction, of its weakest part.';
COMMENT ON COLUMN verdict.share IS 'Share at that reading, a fraction in [0, 1]: of the later window where a contrast is tested. NULL where no share is.';
COMMENT ON COLUMN verdict.low IS 'Lower end of its 95 % interval.';
COMMENT ON COLUMN verdict.high IS 'Upper end of its 95 % interval.';
COMMENT ON COLUMN verdict.n IS 'Backend postings in the window, reposts folded.';
COMMENT ON COLUMN verdict.companies IS 'Companies (clusters) among them.';
COMMENT ON COLUMN verdict.status IS 'registered (every month of the window began after the claim file''s date) or retrospective.';
COMMENT ON COLUMN verdict.p_value IS 'The claim''s one registered p-value: of a conjunction the largest of its parts. NULL where there is none.';
COMMENT ON COLUMN verdict.p_holm IS 'The same, adjusted by Holm over the claims of the source and kind of window; printed, decides nothing.';
COMMENT ON COLUMN verdict.labels IS 'Labels of the source and window, by which a correction is allowed or not.';
COMMENT ON COLUMN verdict.corrected IS 'Whether share, low and high are corrected for the detector''s errors.';
COMMENT ON COLUMN verdict.kind IS 'live, history or sample.';
COMMENT ON COLUMN verdict.detail IS 'All else that is printed with a verdict: the other readings, one-sided tests, design effect, label counts, versions, what it does not tell.';

CREATE TABLE IF NOT EXISTS verdict_part (
    id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    window_first DATE,
    window_last DATE,
    part INTEGER NOT NULL,
    what VARCHAR NOT NULL,
    decides BOOLEAN NOT NULL,
    verdict VARCHAR NOT NULL,
    direction VARCHAR,
    reason VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    estimate DOUBLE,
    low DOUBLE,
    high DOUBLE,
    line DOUBLE,
    p_value DOUBLE,
    n INTEGER NOT NULL,
    companies INTEGER NOT NULL
);
COMMENT ON TABLE verdict_part IS 'The parts of each verdict: a conjunction is its weakest part. One row a claim, source, window and part.';
COMMENT ON COLUMN verdict_part.id IS 'Claim: name of its file in data/claims/.';
COMMENT ON COLUMN verdict_part.source IS 'Source: the name of its board file without .toml.';
COMMENT ON COLUMN verdict_part.window_first IS 'First month of the window.';
COMMENT ON COLUMN verdict_part.window_last IS 'Last month of the window.';
COMMENT ON COLUMN verdict_part.part IS 'From 1, in the order of the claim file.';
COMMENT ON COLUMN verdict_part.what IS 'What is tested, in words.';
COMMENT ON COLUMN verdict_part.decides IS 'False for what is printed beside and decides nothing.';
COMMENT ON COLUMN verdict_part.verdict IS 'Verdict of this part, by the same words.';
COMMENT ON COLUMN verdict_part.direction IS 'lower or higher, where it has a side.';
COMMENT ON COLUMN verdict_part.reason IS 'Why, with its numbers.';
COMMENT ON COLUMN verdict_part.unit IS 'share or difference (fractions), ratio (1 is equal), or none.';
COMMENT ON COLUMN verdict_part.estimate IS 'The number that is tested.';
COMMENT ON COLUMN verdict_part.low IS 'Lower end of its 95 % interval.';
COMMENT ON COLUMN verdict_part.high IS 'Upper end.';
COMMENT ON COLUMN verdict_part.line IS 'What it is held against: threshold, 0 or 1.';
COMMENT ON COLUMN verdict_part.p_value IS 'One-sided p-value of this part.';
COMMENT ON COLUMN verdict_part.n IS 'Postings.';
COMMENT ON COLUMN verdict_part.companies IS 'Clusters.';

CREATE TABLE IF NOT EXISTS made_from (
    name VARCHAR NOT NULL,
    value VARCHAR NOT NULL
);
COMMENT ON TABLE made_from IS 'What these findings were made from; where nothing of it changed, nothing is made again.';
COMMENT ON COLUMN made_from.name IS 'postings (published run), history (digest of the bundled facts), extractor, method (digest of code and claims).';
COMMENT ON COLUMN made_from.value IS 'Its name or digest.';
