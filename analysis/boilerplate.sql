-- Lines with a mention that a company repeats under several titles, outside sections of demands, duties and stack.
-- Made before: clustered. Registered: grouped (posting_id, duplicate_group).

DELETE FROM boilerplate;

INSERT INTO boilerplate BY NAME
WITH titled AS (
    -- Reposts count once: all of a group have the title of its first posting. Later ones cannot change that.
    SELECT
        posting_id, cluster, month,
        first_value(lower(trim(title))) OVER (
            PARTITION BY duplicate_group ORDER BY month, length(posting_id), posting_id) AS title
    FROM clustered JOIN grouped USING (posting_id) JOIN role USING (posting_id)
    WHERE title IS NOT NULL
),
line AS (
    SELECT DISTINCT posting_id, line_hash, cluster, month, t.title
    FROM mention JOIN titled t USING (posting_id)
    WHERE section NOT IN ('requirements', 'preferred', 'duties', 'stack')
),
recurring AS (
    SELECT cluster, line_hash FROM line GROUP BY ALL HAVING count(DISTINCT title) > 1
),
-- A line counts in its own month and in the eleven after it: twelve rows each, where a join of months with months
-- would grow with the square of a company's years.
counted AS (
    SELECT cluster, line_hash, (month + to_months(ahead::INTEGER))::DATE AS month, count(DISTINCT title) AS titles
    FROM line SEMI JOIN recurring USING (cluster, line_hash) CROSS JOIN range(12) AS months(ahead)
    GROUP BY ALL
)
SELECT
    posting_id, line_hash, cluster, titles,
    (month - INTERVAL 11 MONTH)::DATE AS window_first, month AS window_last
FROM line JOIN counted USING (cluster, line_hash, month)
WHERE titles > 1;
