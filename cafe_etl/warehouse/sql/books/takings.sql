-- What is in the warehouse.
-- Returns: one row per branch: its name, sales and takings.
SELECT branch.name, count(*), CAST(sum(sale.total_price) AS DECIMAL(18,2))
FROM transactions AS sale
JOIN branches AS branch ON branch.id = sale.branch_id
GROUP BY branch.name
ORDER BY branch.name;
