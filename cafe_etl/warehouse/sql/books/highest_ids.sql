-- The highest ids ever used: the books keep those of sales that were taken out again.
-- Returns: one row.
SELECT
    (SELECT coalesce(max(id), 0) FROM etl.runs),
    (SELECT coalesce(max(id), 0) FROM etl.files),
    (SELECT coalesce(max(last_transaction_id), 0) FROM etl.files),
    (SELECT coalesce(max(last_purchase_id), 0) FROM etl.files);
