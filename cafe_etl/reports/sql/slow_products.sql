-- What could leave the menu: the products that sold least, and those that did not sell at all under the filters.
-- Returns: one row per product in one size and flavour that was ever sold; last_sold is the last day on which it was,
--          in any branch.
WITH ever AS (
    SELECT product_id, CAST(max(sale.date_time) FILTER (WHERE NOT sale.is_refund) AS DATE) AS last_sold
    FROM purchase_history AS item
    JOIN transactions AS sale ON sale.id = item.transaction_id
    GROUP BY product_id
),
by_product AS (
    SELECT
        product_id,
        CAST(sum(quantity) AS DECIMAL(18,3)) AS quantity,
        count(DISTINCT sale_id) FILTER (WHERE quantity > 0) AS sales,
        CAST(sum(revenue) AS DECIMAL(18,2)) AS revenue
    FROM filtered_items
    GROUP BY product_id
)
SELECT
    product.name AS product,
    size.name AS size,
    product.flavour,
    coalesce(by_product.quantity, 0) AS quantity,
    coalesce(by_product.sales, 0) AS sales,
    CAST(coalesce(by_product.revenue, 0) AS DECIMAL(18,2)) AS revenue,
    ever.last_sold
FROM ever
JOIN products AS product ON product.id = ever.product_id
LEFT JOIN sizes AS size ON size.id = product.size_id
LEFT JOIN by_product USING (product_id)
WHERE item_matches(product.name, size.name, product.flavour)
ORDER BY
    coalesce(measure_of(by_product.quantity, by_product.revenue), 0),
    product.name,
    size.name NULLS FIRST,
    product.flavour NULLS FIRST;
