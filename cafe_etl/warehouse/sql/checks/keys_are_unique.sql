-- No sale and no item has the id of another.
-- Returns: one row per id that is used twice.
-- Where every id is higher than the one that lies before it, in whatever order they lie, none is used twice; only where
-- that is not so they are counted, which takes thirty times as long.
WITH sale AS NOT MATERIALIZED (
    SELECT id, id - lag(id) OVER () AS step FROM transactions WHERE id >= $from_sale
), item AS NOT MATERIALIZED (
    SELECT id, id - lag(id) OVER () AS step FROM purchase_history WHERE id >= $from_item
)
SELECT id FROM sale WHERE EXISTS (SELECT 1 FROM sale WHERE step <= 0) GROUP BY id HAVING count(*) > 1
UNION ALL
SELECT id FROM item WHERE EXISTS (SELECT 1 FROM item WHERE step <= 0) GROUP BY id HAVING count(*) > 1
ORDER BY ALL;
