-- Prices that changed, or that differed from the chain's from a branch's first day on. A day's price is the one at
-- which most was sold that day, in the branch or in the chain.
-- Returns: one row per product in one size and flavour, branch and day on which a price began.
WITH at_price AS (
    SELECT product, size, flavour, branch, day, unit_price, sum(quantity) AS quantity
    FROM sold
    GROUP BY ALL
),
day_price AS (
    SELECT product, size, flavour, branch, day, arg_max(unit_price, (quantity, unit_price)) AS price
    FROM at_price
    GROUP BY ALL
),
chain_price AS (
    SELECT product, size, flavour, day, arg_max(unit_price, (quantity, unit_price)) AS price
    FROM (SELECT product, size, flavour, day, unit_price, sum(quantity) AS quantity FROM at_price GROUP BY ALL) AS total
    GROUP BY ALL
),
steps AS (
    SELECT *, lag(price) OVER (PARTITION BY product, size, flavour, branch ORDER BY day) AS price_before
    FROM day_price
)
SELECT
    step.product,
    step.size,
    step.flavour,
    step.branch,
    step.day AS period,
    step.price_before,
    step.price,
    CAST(step.price - step.price_before AS DECIMAL(12,2)) AS change,
    chain_price.price AS chain_price
FROM steps AS step
JOIN chain_price
    ON chain_price.product = step.product
        AND chain_price.size IS NOT DISTINCT FROM step.size
        AND chain_price.flavour IS NOT DISTINCT FROM step.flavour
        AND chain_price.day = step.day
WHERE step.price_before <> step.price OR (step.price_before IS NULL AND step.price <> chain_price.price)
ORDER BY step.product, step.size NULLS FIRST, step.flavour NULLS FIRST, period, step.branch;
