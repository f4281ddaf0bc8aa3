-- Every item belongs to a sale that exists.
-- Returns: one row per orphan.
-- Where the ids of the sales go up by one from the first that lies there to the last, every id between is there; only
-- what lies outside is looked up.
WITH sale AS NOT MATERIALIZED (
    SELECT id, id - lag(id) OVER () AS step FROM transactions WHERE id >= $from_sale
), run AS (
    SELECT min(id) AS lowest, max(id) AS highest, bool_and(coalesce(step, 1) = 1) AS is_unbroken FROM sale
)
SELECT item.id
FROM purchase_history AS item
CROSS JOIN run
ANTI JOIN (SELECT sale.id FROM sale CROSS JOIN run WHERE NOT run.is_unbroken) AS sale ON sale.id = item.transaction_id
WHERE item.id >= $from_item
    AND NOT coalesce(run.is_unbroken AND item.transaction_id BETWEEN run.lowest AND run.highest, false)
ORDER BY ALL;
