-- Sales of new files that are in already, or that another new file brings: each with the id of the one that counts.
CREATE OR REPLACE TEMP TABLE again AS
WITH moved AS (
    SELECT sale.id, decided.till
    FROM earlier
    JOIN decided ON decided.file_id = earlier.file_id AND decided.counts AND decided.till > 0
    JOIN transactions AS sale
        ON sale.file_id = earlier.earlier_id
        AND sale.branch_id = decided.branch_id
        AND CAST(sale.date_time AS DATE) = decided.day
), counted AS (
    SELECT
        said.id,
        said.source,
        coalesce(decided.till, moved.till, -said.source) AS till,
        said.branch_id,
        said.day,
        said.same,
        said.copy,
        decided.place
    FROM said
    LEFT JOIN moved ON moved.id = said.id AND said.source < 0
    LEFT JOIN decided
        ON decided.file_id = said.source AND decided.branch_id = said.branch_id AND decided.day = said.day
    ANTI JOIN replaced ON replaced.id = said.id
    WHERE said.source <= 0 OR decided.counts
)
SELECT
    source AS file_id,
    branch_id,
    day,
    id,
    first_value(id) OVER (PARTITION BY branch_id, day, till, same, copy ORDER BY source > 0, place, source) AS said_id
FROM counted
QUALIFY source > 0 AND id <> said_id;
