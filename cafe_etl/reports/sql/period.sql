-- The first and the last day that has sales under the filters.
-- Returns: one row; nulls where there are none.
SELECT CAST(min(sale.date_time) AS DATE), CAST(max(sale.date_time) AS DATE)
FROM transactions AS sale
JOIN branches AS branch ON branch.id = sale.branch_id
WHERE (CAST($first_day AS DATE) IS NULL OR sale.date_time >= CAST($first_day AS DATE))
    AND (CAST($last_day AS DATE) IS NULL OR sale.date_time < CAST($last_day AS DATE) + INTERVAL 1 DAY)
    AND (CAST($branches AS VARCHAR[]) IS NULL OR list_contains(CAST($branches AS VARCHAR[]), branch.name));
