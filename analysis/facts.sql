-- The facts of the postings that were read here: one row each, levels folded to the strongest.
-- Attached: postings.duckdb as `postings`. Made before: clustered, boilerplate. Registered: grouped (as `duplicate`).

DELETE FROM duplicate;

-- Bundled facts were grouped beside what was read here, and are no postings.
INSERT INTO duplicate BY NAME SELECT * FROM grouped SEMI JOIN clustered USING (posting_id);

CREATE OR REPLACE TEMP TABLE tool AS
SELECT posting_id, list({'skill': skill, 'level': level} ORDER BY skill) AS tools
FROM (SELECT posting_id, skill, max(level) AS level FROM mention_seen WHERE named GROUP BY ALL)
GROUP BY posting_id;

CREATE OR REPLACE TEMP TABLE visited AS
SELECT source, board, min(visited_at) AS visited_at
FROM (
    SELECT source, board, min(fetched_at) AS visited_at FROM postings."fetch"
    WHERE listing AND board IS NOT NULL AND outcome IN ('ok', 'empty', 'not_modified', 'partial') GROUP BY ALL
    UNION ALL BY NAME
    SELECT source, board, min(first_seen_at) AS visited_at FROM postings.posting WHERE board IS NOT NULL GROUP BY ALL
)
GROUP BY ALL;

DELETE FROM fact;

INSERT INTO fact BY NAME
SELECT
    p.posting_id, p.source, c.month, p.last_seen_at AS read_at, c.cluster,
    split_part(c.cluster, ':', 1) AS cluster_kind, c.month < date_trunc('month', v.visited_at) AS survivor, g.duplicate_group, r.backend, r.seniority,
    p.country, p.pay_min, p.pay_max, p.pay_currency, p.pay_period,
    length(p.text) AS text_length, p.format, coalesce(t.tools, []) AS tools, 'live' AS kind, r.extractor_version,
    CASE WHEN c.month >= max(c.month) OVER (PARTITION BY p.source) - INTERVAL 12 MONTH THEN r.sketch END AS sketch,
    {'aws': coalesce(l.aws, 0), 'azure': coalesce(l.azure, 0), 'gcp': coalesce(l.gcp, 0),
     'other': coalesce(l.other, 0)} AS vendors,
    coalesce(COLUMNS('^(\w+_(?:named|generic))$'), 0) AS '\1'
FROM postings.posting p
JOIN role r USING (posting_id)
JOIN clustered c USING (posting_id)
JOIN grouped g USING (posting_id)
LEFT JOIN (
    SELECT
        posting_id,
        max(level) FILTER (category = 'cloud' AND vendor = 'aws') AS aws,
        max(level) FILTER (category = 'cloud' AND vendor = 'azure') AS azure,
        max(level) FILTER (category = 'cloud' AND vendor = 'gcp') AS gcp,
        max(level) FILTER (category = 'cloud' AND vendor = 'other') AS other,
        max(level) FILTER (category = 'cloud' AND named) AS cloud_named,
        max(level) FILTER (category = 'cloud' AND NOT named) AS cloud_generic,
        max(level) FILTER (category = 'containers' AND named) AS containers_named,
        max(level) FILTER (category = 'containers' AND NOT named) AS containers_generic,
        max(level) FILTER (category = 'iac' AND named) AS iac_named,
        max(level) FILTER (category = 'iac' AND NOT named) AS iac_generic,
        max(level) FILTER (category = 'cicd' AND named) AS cicd_named,
        max(level) FILTER (category = 'cicd' AND NOT named) AS cicd_generic,
        max(level) FILTER (category = 'monitoring' AND named) AS monitoring_named,
        max(level) FILTER (category = 'monitoring' AND NOT named) AS monitoring_generic,
        max(level) FILTER (category = 'microservices' AND named) AS microservices_named,
        max(level) FILTER (category = 'microservices' AND NOT named) AS microservices_generic,
        max(level) FILTER (category = 'serverless' AND named) AS serverless_named,
        max(level) FILTER (category = 'serverless' AND NOT named) AS serverless_generic,
        max(level) FILTER (category = 'architecture' AND named) AS architecture_named,
        max(level) FILTER (category = 'architecture' AND NOT named) AS architecture_generic,
        max(level) FILTER (category = 'ai_ml' AND named) AS ai_ml_named,
        max(level) FILTER (category = 'ai_ml' AND NOT named) AS ai_ml_generic,
        max(level) FILTER (category = 'devops' AND named) AS devops_named,
        max(level) FILTER (category = 'devops' AND NOT named) AS devops_generic
    FROM mention_seen GROUP BY posting_id
) l USING (posting_id)
LEFT JOIN tool t USING (posting_id)
-- A source that files its postings by month (Hacker News) keeps old lists whole: nothing survives there.
LEFT JOIN visited v ON v.source = p.source AND v.board = p.board AND p.month IS NULL;
