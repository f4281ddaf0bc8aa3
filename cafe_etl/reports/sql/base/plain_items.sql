-- The view `items` where no till tells more of an item: without the join a report takes four fifths of the time.
-- Returns: one row per item of a sale.
SELECT
    id,
    transaction_id,
    product_id,
    quantity,
    unit_price,
    CAST(0.00 AS DECIMAL(12,2)) AS discount,
    CAST(quantity * unit_price AS DECIMAL(18,2)) AS revenue
FROM purchase_history
