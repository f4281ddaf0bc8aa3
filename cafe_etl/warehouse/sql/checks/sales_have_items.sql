-- Every sale has an item.
-- Returns: one row per sale that has none.
-- Where the sales of the items go up by none or one from the first item that lies there to the last, every sale between
-- has one; only what lies outside is looked up.
WITH item AS NOT MATERIALIZED (
    SELECT transaction_id, transaction_id - lag(transaction_id) OVER () AS step
    FROM purchase_history
    WHERE id >= $from_item
), run AS (
    SELECT
        min(transaction_id) AS lowest,
        max(transaction_id) AS highest,
        bool_and(coalesce(step, 0) BETWEEN 0 AND 1) AS is_unbroken
    FROM item
)
SELECT sale.id
FROM transactions AS sale
CROSS JOIN run
ANTI JOIN (SELECT item.transaction_id FROM item CROSS JOIN run WHERE NOT run.is_unbroken) AS item
    ON item.transaction_id = sale.id
WHERE sale.id >= $from_sale
    AND NOT coalesce(run.is_unbroken AND sale.id BETWEEN run.lowest AND run.highest, false)
ORDER BY ALL;
