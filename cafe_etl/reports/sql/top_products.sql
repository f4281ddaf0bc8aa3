-- What sells best, by revenue or by quantity.
-- Returns: one row per product in one size and flavour; share is of the measure of all products under the filters.
WITH by_product AS (
    SELECT
        product,
        size,
        flavour,
        CAST(sum(quantity) AS BIGINT) AS quantity,
        count(DISTINCT sale_id) AS sales,
        CAST(sum(revenue) AS DECIMAL(18,2)) AS revenue
    FROM sold
    GROUP BY product, size, flavour
),
measured AS (
    SELECT *, CASE WHEN getvariable('measure') = 'quantity' THEN quantity ELSE revenue END AS measure
    FROM by_product
)
SELECT
    product,
    size,
    flavour,
    quantity,
    sales,
    revenue,
    CAST(coalesce(measure / nullif(sum(measure) OVER (), 0), 0) AS DOUBLE) AS share
FROM measured
ORDER BY measure DESC, product, size NULLS FIRST, flavour NULLS FIRST;
