-- No sale and no item has the id of another.
-- Returns: one row per id that is used twice.
SELECT id FROM transactions WHERE id >= $from_sale GROUP BY id HAVING count(*) > 1
UNION ALL
SELECT id FROM purchase_history WHERE id >= $from_item GROUP BY id HAVING count(*) > 1
ORDER BY ALL;
