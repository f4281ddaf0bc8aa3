-- Every item is of a product that exists, and every quantity and price is possible: less than none in a refund alone.
-- Returns: one row per item that is not.
SELECT item.id
FROM purchase_history AS item
LEFT JOIN products AS product ON product.id = item.product_id
LEFT JOIN sale_details AS detail ON detail.transaction_id = item.transaction_id
WHERE item.id >= $from_item
    AND (
        product.id IS NULL
        OR item.unit_price < 0
        OR item.quantity = 0
        OR (item.quantity < 0) <> coalesce(detail.is_refund, false)
    )
ORDER BY ALL;
