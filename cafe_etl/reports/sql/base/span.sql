-- From when to when there are sales.
-- Returns: one row; nulls where there are none.
SELECT CAST(min(date_time) AS DATE), CAST(max(date_time) AS DATE) FROM transactions;
