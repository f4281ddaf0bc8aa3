-- Prices that cannot be, or nearly: ten times a product's usual price or more, where it was sold at other prices five
-- times at least. The usual price is the median of all that was sold; a product that is mostly free has none.
-- Returns: one row per product and such a price; sold is how often, refunds too, and quantity how many items, net of them.
WITH at_price AS (
    SELECT product_id, unit_price, count(*) AS sold, sum(quantity) AS quantity
    FROM purchase_history
    GROUP BY product_id, unit_price
),
counted AS (
    SELECT
        *,
        sum(sold) OVER (PARTITION BY product_id) AS ever_sold,
        sum(sold) OVER (PARTITION BY product_id ORDER BY unit_price) AS sold_up_to
    FROM at_price
),
compared AS (
    SELECT
        *,
        min(unit_price) FILTER (WHERE 2 * sold_up_to >= ever_sold) OVER (PARTITION BY product_id) AS usual_price
    FROM counted
)
SELECT product_id, unit_price, usual_price, sold, quantity
FROM compared
WHERE usual_price > 0 AND unit_price >= 10 * usual_price AND ever_sold - sold >= 5
