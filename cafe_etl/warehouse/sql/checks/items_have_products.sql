-- Every item is of a product that exists, at a possible price; its quantity is negative in a refund and only there.
-- Returns: one row per item that is not.
SELECT item.id
FROM purchase_history AS item
LEFT JOIN products AS product ON product.id = item.product_id
LEFT JOIN (SELECT id FROM transactions WHERE is_refund) AS refund ON refund.id = item.transaction_id
LEFT JOIN item_details AS detail ON detail.purchase_id = item.id
WHERE item.id >= $from_item
    AND (
        product.id IS NULL
        OR item.unit_price < 0
        OR item.quantity + coalesce(detail.fraction, 0) = 0
        OR (item.quantity + coalesce(detail.fraction, 0) < 0 AND refund.id IS NULL)
        OR (item.quantity + coalesce(detail.fraction, 0) > 0 AND refund.id IS NOT NULL)
    )
ORDER BY ALL;
