-- How the flavours split what was sold.
-- Returns: one row per flavour, null where an item has none; share is of the measure of all under the filters.
WITH by_flavour AS (
    SELECT
        flavour,
        CAST(sum(quantity) AS DECIMAL(18,3)) AS quantity,
        count(DISTINCT sale_id) FILTER (WHERE quantity > 0) AS sales,
        CAST(sum(revenue) AS DECIMAL(18,2)) AS revenue
    FROM filtered_items
    GROUP BY flavour
),
measured AS (
    SELECT *, measure_of(quantity, revenue) AS measure
    FROM by_flavour
)
SELECT
    flavour,
    quantity,
    sales,
    revenue,
    CAST(coalesce(measure / nullif(sum(measure) OVER (), 0), 0) AS DOUBLE) AS share
FROM measured
ORDER BY measure DESC, flavour NULLS LAST;
