-- How big orders are: sales by how many items they hold; what is weighed is one item. Refunds are left out.
-- Returns: one row per number of items.
WITH basket AS (
    SELECT sale_id, sum(CASE WHEN quantity = trunc(quantity) THEN quantity ELSE 1 END) AS items
    FROM filtered_items
    WHERE NOT is_refund
    GROUP BY sale_id
)
SELECT
    CAST(items AS BIGINT) AS items,
    count(*) AS sales,
    CAST(count(*) / sum(count(*)) OVER () AS DOUBLE) AS share,
    CAST(items * count(*) AS BIGINT) AS quantity,
    CAST(sum(revenue) AS DECIMAL(18,2)) AS revenue,
    CAST(sum(revenue) / count(*) AS DECIMAL(18,2)) AS average_sale
FROM basket
JOIN till_sales USING (sale_id)
GROUP BY items
ORDER BY items;
