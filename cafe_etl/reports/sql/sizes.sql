-- How the sizes split what was sold.
-- Returns: one row per size, null where an item has none; share is of the measure of all under the filters.
WITH by_size AS (
    SELECT
        size,
        CAST(sum(quantity) AS DECIMAL(18,3)) AS quantity,
        count(DISTINCT sale_id) FILTER (WHERE quantity > 0) AS sales,
        CAST(sum(revenue) AS DECIMAL(18,2)) AS revenue
    FROM filtered_items
    GROUP BY size
),
measured AS (
    SELECT *, measure_of(quantity, revenue) AS measure
    FROM by_size
)
SELECT
    size,
    quantity,
    sales,
    revenue,
    CAST(coalesce(measure / nullif(sum(measure) OVER (), 0), 0) AS DOUBLE) AS share
FROM measured
ORDER BY measure DESC, size NULLS LAST;
