-- What files still say that others brought, after heirs got some of it and the undone files say nothing any more.
-- In: the undone files.
CREATE OR REPLACE TEMP TABLE said_left AS
WITH sale AS (
    SELECT id, file_id FROM transactions
    UNION ALL
    SELECT id, file_id FROM etl.replaced_transactions
), said AS (
    SELECT said.file_id, sale.id, sale.id - row_number() OVER (PARTITION BY said.file_id ORDER BY sale.id) AS range
    FROM etl.said_again AS said
    JOIN sale ON sale.id BETWEEN said.first_id AND said.last_id AND sale.file_id <> said.file_id
    WHERE NOT list_contains(CAST($file_id AS INTEGER[]), said.file_id)
        AND said.file_id IN (SELECT heir FROM undone)
)
SELECT file_id, min(id) AS first_id, max(id) AS last_id FROM said GROUP BY file_id, range;
