-- The highest ids ever used: the books keep those of sales that were taken out again.
-- Returns: one row.
SELECT
    (SELECT coalesce(max(id), 0) FROM etl.runs),
    (SELECT coalesce(max(id), 0) FROM etl.files),
    (SELECT coalesce(max(highest_id), 0) FROM etl.contents WHERE name = 'transactions'),
    (SELECT coalesce(max(highest_id), 0) FROM etl.contents WHERE name = 'purchase_history');
