-- What files say that say a sale which is not kept: of its number, they say the one that went before.
CREATE OR REPLACE TEMP TABLE void_said AS
WITH same AS (
    SELECT id, file_id, same_id FROM void_found WHERE same_id IS NOT NULL
), said AS (
    SELECT DISTINCT said.file_id, said.first_id, said.last_id
    FROM etl.said_again AS said
    JOIN same ON same.id BETWEEN said.first_id AND said.last_id
), sale AS (
    SELECT said.file_id, unnest(generate_series(said.first_id, said.last_id)) AS id FROM said
), every AS (
    SELECT sale.file_id, coalesce(same.same_id, sale.id) AS id
    FROM sale
    LEFT JOIN same ON same.id = sale.id
    UNION
    SELECT file_id, same_id FROM same
)
SELECT every.file_id, every.id
FROM every
ANTI JOIN etl.replaced_transactions AS own ON own.id = every.id AND own.file_id = every.file_id;
