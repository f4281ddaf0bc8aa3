-- The highest ids ever used: of sales and items that were taken out again, the contents of the tables know them.
-- Returns: one row.
WITH used AS (
    SELECT name, highest_id FROM etl.contents
    UNION ALL
    SELECT 'transactions', max(id) FROM transactions
    UNION ALL
    SELECT 'purchase_history', max(id) FROM purchase_history
)
SELECT
    (SELECT coalesce(max(id), 0) FROM etl.runs),
    (SELECT coalesce(max(id), 0) FROM etl.files),
    (SELECT coalesce(max(highest_id), 0) FROM used WHERE name = 'transactions'),
    (SELECT coalesce(max(highest_id), 0) FROM used WHERE name = 'purchase_history');
