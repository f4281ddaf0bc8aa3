-- Every item is of a product that exists, at a possible price; its quantity is negative in a refund and only there.
-- Returns: one row per item that is not.
SELECT item.id
FROM purchase_history AS item
LEFT JOIN products AS product ON product.id = item.product_id
WHERE item.id >= $from_item AND (product.id IS NULL OR item.unit_price < 0)
UNION ALL
SELECT item.id
FROM (SELECT id FROM purchase_history WHERE id >= $from_item AND quantity = 0) AS item
ANTI JOIN (SELECT purchase_id FROM item_details WHERE fraction <> 0) AS weighed ON weighed.purchase_id = item.id
UNION ALL
SELECT item.id
FROM (
    SELECT item.id, item.transaction_id
    FROM purchase_history AS item
    LEFT JOIN item_details AS detail ON detail.purchase_id = item.id
    WHERE item.id >= $from_item AND item.quantity + coalesce(detail.fraction, 0) < 0
) AS item
ANTI JOIN (SELECT id FROM transactions WHERE is_refund) AS refund ON refund.id = item.transaction_id
UNION ALL
SELECT item.id
FROM (SELECT id, transaction_id, quantity FROM purchase_history WHERE id >= $from_item) AS item
SEMI JOIN (SELECT id FROM transactions WHERE is_refund) AS refund ON refund.id = item.transaction_id
LEFT JOIN item_details AS detail ON detail.purchase_id = item.id
WHERE item.quantity + coalesce(detail.fraction, 0) > 0
ORDER BY ALL;
