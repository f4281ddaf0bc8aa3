-- The view `till_sales` where items are filtered: sales that hold such items, each with what these items cost.
-- Returns: one row per sale.
SELECT sale_id, date_time, day, period, branch, payment, CAST(sum(revenue) AS DECIMAL(18,2)) AS revenue, is_refund
FROM filtered_items
GROUP BY sale_id, date_time, day, period, branch, payment, is_refund
