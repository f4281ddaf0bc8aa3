-- The view `items`: what was bought, with what only some tills tell of it. Refunds have negative quantities and amounts.
-- Returns: one row per item of a sale.
SELECT
    id,
    transaction_id,
    product_id,
    quantity,
    unit_price,
    discount,
    CAST(quantity * unit_price - discount AS DECIMAL(18,2)) AS revenue
FROM (
    SELECT
        item.id,
        item.transaction_id,
        item.product_id,
        CAST(item.quantity + coalesce(detail.fraction, 0.000) AS DECIMAL(9,3)) AS quantity,
        item.unit_price,
        CAST(coalesce(detail.discount, 0.00) AS DECIMAL(12,2)) AS discount
    FROM purchase_history AS item
    LEFT JOIN item_details AS detail ON detail.purchase_id = item.id
) AS item
