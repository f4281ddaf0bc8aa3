-- What sells best, by revenue or by quantity.
-- Returns: one row per product in one size and flavour: product, size, flavour, quantity (items sold), sales (with at
--          least one of it), revenue, share (of the measure of all products under the filters, 0 to 1).
WITH sold AS (
    SELECT product, size, flavour, sale_id, quantity, revenue
    FROM sales
    WHERE (CAST($first_day AS DATE) IS NULL OR date_time >= CAST($first_day AS DATE))
        AND (CAST($last_day AS DATE) IS NULL OR date_time < CAST($last_day AS DATE) + INTERVAL 1 DAY)
        AND (CAST($branches AS VARCHAR[]) IS NULL OR list_contains(CAST($branches AS VARCHAR[]), branch))
),
by_product AS (
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
    SELECT *, CASE WHEN $measure = 'quantity' THEN CAST(quantity AS DECIMAL(18,2)) ELSE revenue END AS measure
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
ORDER BY measure DESC, product, size NULLS FIRST, flavour NULLS FIRST
LIMIT $row_limit;
