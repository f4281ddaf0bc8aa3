-- Sales of new files that stand on more than one line. In: lists of equal length, a value per such sale.
CREATE OR REPLACE TEMP TABLE further AS
SELECT unnest(CAST($sale_id AS BIGINT[])) AS sale_id, unnest(CAST($lines AS BIGINT[])) AS lines;
