-- What sells best, by revenue or by quantity.
-- Returns: one row per product in one size and flavour; share is of the measure of all products under the filters.
WITH by_product AS (
    SELECT
        product_id,
        CAST(sum(quantity) AS DECIMAL(18,3)) AS quantity,
        count(DISTINCT sale_id) FILTER (WHERE quantity > 0) AS sales,
        CAST(sum(revenue) AS DECIMAL(18,2)) AS revenue
    FROM filtered_items
    GROUP BY product_id
),
measured AS (
    SELECT *, measure_of(quantity, revenue) AS measure
    FROM by_product
)
SELECT
    product.name AS product,
    size.name AS size,
    product.flavour,
    quantity,
    sales,
    revenue,
    CAST(coalesce(measure / nullif(sum(measure) OVER (), 0), 0) AS DOUBLE) AS share
FROM measured
JOIN products AS product ON product.id = measured.product_id
LEFT JOIN sizes AS size ON size.id = product.size_id
ORDER BY measure DESC, product.name, size.name NULLS FIRST, product.flavour NULLS FIRST;
