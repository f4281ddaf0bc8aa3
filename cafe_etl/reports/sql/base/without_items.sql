-- Sales of the period, under all filters, of which no export tells the items: no product is known of them.
-- Returns: one row: how many, and what they come to.
SELECT count(*), CAST(coalesce(sum(sale.revenue), 0) AS DECIMAL(18,2))
FROM till_sales AS sale
SEMI JOIN etl.told_sales AS told ON told.sale_id = sale.sale_id AND told.is_made
WHERE sale.day >= getvariable('first_day');
