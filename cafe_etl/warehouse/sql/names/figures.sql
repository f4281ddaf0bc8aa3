-- What is in the warehouse under each name of a kind.
-- Returns: one row per name: its sales and takings; of a payment what was paid by it, of a product, size or flavour what
--          its items cost.
SELECT name, sales, takings
FROM (
    SELECT
        'branch' AS kind,
        branch.name,
        count(*) AS sales,
        CAST(sum(sale.total_price) AS DECIMAL(18,2)) AS takings
    FROM transactions AS sale
    JOIN branches AS branch ON branch.id = sale.branch_id
    GROUP BY branch.name
    UNION ALL
    SELECT 'payment', payment, count(*), CAST(sum(amount) AS DECIMAL(18,2)) FROM paid GROUP BY payment
    UNION ALL
    SELECT 'product', product, count(DISTINCT sale_id), CAST(sum(revenue) AS DECIMAL(18,2)) FROM sales GROUP BY product
    UNION ALL
    SELECT 'flavour', flavour, count(DISTINCT sale_id), CAST(sum(revenue) AS DECIMAL(18,2)) FROM sales GROUP BY flavour
    UNION ALL
    SELECT 'size', size, count(DISTINCT sale_id), CAST(sum(revenue) AS DECIMAL(18,2)) FROM sales GROUP BY size
) AS figures
WHERE kind = $kind AND name IS NOT NULL
ORDER BY name;
