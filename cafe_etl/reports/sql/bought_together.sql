-- What goes together: pairs of products in one sale, whatever their sizes and flavours. With --product, pairs that hold
-- one of these. Refunds are left out.
-- Returns: one row per pair; support is its share of all sales, lift how much more often the two meet than if they did
--          not know of each other.
WITH basket AS (
    SELECT DISTINCT sale_id, product FROM period_items WHERE branch_matches(branch) AND NOT is_refund
),
product_sales AS (
    SELECT product, count(*) AS sales FROM basket GROUP BY product
),
pairs AS (
    SELECT one.product, other.product AS with_product, count(*) AS sales
    FROM basket AS one
    JOIN basket AS other ON other.sale_id = one.sale_id AND other.product > one.product
    WHERE getvariable('products') IS NULL
        OR list_contains(getvariable('products'), one.product)
        OR list_contains(getvariable('products'), other.product)
    GROUP BY ALL
),
chain AS (
    SELECT count(DISTINCT sale_id) AS sales FROM basket
)
SELECT
    pairs.product,
    pairs.with_product,
    pairs.sales,
    CAST(pairs.sales / chain.sales AS DOUBLE) AS support,
    CAST(pairs.sales * chain.sales / (one.sales * other.sales) AS DOUBLE) AS lift
FROM pairs
JOIN product_sales AS one ON one.product = pairs.product
JOIN product_sales AS other ON other.product = pairs.with_product
CROSS JOIN chain
ORDER BY pairs.sales DESC, lift DESC, pairs.product, pairs.with_product;
