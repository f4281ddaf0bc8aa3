-- What is in the warehouse under each name of a kind.
-- Returns: one row per name: its sales and takings; of a product, size or flavour, what its items cost.
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
    SELECT 'payment', payment.method, count(*), CAST(sum(sale.total_price) AS DECIMAL(18,2))
    FROM transactions AS sale
    JOIN payments AS payment ON payment.id = sale.payment_id
    GROUP BY payment.method
    UNION ALL
    SELECT 'product', product, count(DISTINCT sale_id), CAST(sum(revenue) AS DECIMAL(18,2)) FROM sales GROUP BY product
    UNION ALL
    SELECT 'flavour', flavour, count(DISTINCT sale_id), CAST(sum(revenue) AS DECIMAL(18,2)) FROM sales GROUP BY flavour
    UNION ALL
    SELECT 'size', size, count(DISTINCT sale_id), CAST(sum(revenue) AS DECIMAL(18,2)) FROM sales GROUP BY size
) AS figures
WHERE kind = $kind AND name IS NOT NULL
ORDER BY name;
