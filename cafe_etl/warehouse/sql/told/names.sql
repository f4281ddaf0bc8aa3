-- The branches and methods of payment that are told of these numbers.
-- Returns: one row per kind and name.
SELECT DISTINCT 'branch' AS kind, branch AS name FROM told_now
UNION
SELECT DISTINCT 'payment', payment FROM told_now WHERE payment IS NOT NULL
UNION
SELECT DISTINCT 'payment', part.method
FROM etl.told_payments AS part
JOIN told_now AS told ON told.sale_key = part.sale_key AND told.file_id = part.file_id
ORDER BY ALL;
