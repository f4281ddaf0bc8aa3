-- Prices that changed in the period, or differed from the chain's on the first day of it on which the branch sold the
-- product. A day's price is the one at which most was sold that day, in the branch or in the chain, and the price before
-- is that of the last day on which the branch sold it, in the period or not. The doubted price is the highest of that day
-- that is many times the usual one, also where it was not the day's price. Refunds are left out.
-- Returns: one row per product in one size and flavour, branch and day on which a price began, was first seen or doubted.
WITH at_price AS (
    SELECT product, size, flavour, branch, day, unit_price, sum(quantity) AS quantity
    FROM period_items
    WHERE NOT is_refund AND item_matches(product, size, flavour)
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
doubted AS (
    SELECT item.product, item.size, item.flavour, item.branch, item.day, max(item.unit_price) AS price
    FROM period_items AS item
    JOIN doubted_prices ON doubted_prices.product_id = item.product_id AND doubted_prices.unit_price = item.unit_price
    GROUP BY ALL
),
steps AS (
    SELECT
        *,
        lag(price) OVER (PARTITION BY product, size, flavour, branch ORDER BY day) AS price_before,
        min(day) FILTER (WHERE day >= getvariable('first_day')) OVER (
            PARTITION BY product, size, flavour, branch
        ) AS first_sold
    FROM day_price
    WHERE branch_matches(branch)
)
SELECT
    step.product,
    step.size,
    step.flavour,
    step.branch,
    step.day AS period,
    nullif(step.price_before, step.price) AS price_before,
    step.price,
    CAST(nullif(step.price - step.price_before, 0) AS DECIMAL(12,2)) AS change,
    chain_price.price AS chain_price,
    doubted.price AS doubted_price
FROM steps AS step
JOIN chain_price
    ON chain_price.product = step.product
        AND chain_price.size IS NOT DISTINCT FROM step.size
        AND chain_price.flavour IS NOT DISTINCT FROM step.flavour
        AND chain_price.day = step.day
LEFT JOIN doubted
    ON doubted.product = step.product
        AND doubted.size IS NOT DISTINCT FROM step.size
        AND doubted.flavour IS NOT DISTINCT FROM step.flavour
        AND doubted.branch = step.branch
        AND doubted.day = step.day
WHERE step.day >= getvariable('first_day')
    AND (
        step.price_before <> step.price
        OR (step.day = step.first_sold AND step.price <> chain_price.price)
        OR doubted.price IS NOT NULL
    )
ORDER BY step.product, step.size NULLS FIRST, step.flavour NULLS FIRST, period, step.branch;
