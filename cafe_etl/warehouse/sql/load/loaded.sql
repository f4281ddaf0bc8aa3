-- What a load put into the warehouse, counted there.
-- Returns: one row, its sales and the sum of their totals.
SELECT count(*), CAST(coalesce(sum(total_price), 0) AS DECIMAL(18,2))
FROM transactions
WHERE id >= $from_sale;
