-- What sells better where: a product's share of all that a branch sold against its share of all that the chain sold,
-- 100 being equal; filters of branch and item choose rows, and change neither share.
-- Returns: one row per product in one size and flavour and branch that sold any of it, the chain's best products first.
WITH sold_there AS (
    SELECT
        product,
        size,
        flavour,
        branch,
        CAST(sum(quantity) AS DECIMAL(18,3)) AS quantity,
        CAST(sum(revenue) AS DECIMAL(18,2)) AS revenue,
        measure_of(sum(quantity), sum(revenue)) AS measure
    FROM period_items
    GROUP BY product, size, flavour, branch
),
shares AS (
    SELECT
        *,
        measure / nullif(sum(measure) OVER (PARTITION BY branch), 0) AS share,
        sum(measure) OVER (PARTITION BY product, size, flavour) AS measure_of_product,
        sum(measure) OVER () AS measure_of_chain
    FROM sold_there
)
SELECT
    product,
    size,
    flavour,
    branch,
    quantity,
    revenue,
    CAST(share AS DOUBLE) AS share,
    CAST(measure_of_product / nullif(measure_of_chain, 0) AS DOUBLE) AS chain_share,
    CAST(100 * share / nullif(measure_of_product / nullif(measure_of_chain, 0), 0) AS DOUBLE) AS index
FROM shares
WHERE branch_matches(branch) AND item_matches(product, size, flavour)
ORDER BY measure_of_product DESC, product, size NULLS FIRST, flavour NULLS FIRST, branch;
