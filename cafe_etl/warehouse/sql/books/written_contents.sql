-- What was in each table when the warehouse was last written.
-- Returns: one row per table.
SELECT name, row_count, highest_id, fingerprint, engine FROM etl.contents;
