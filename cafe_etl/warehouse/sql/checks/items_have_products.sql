-- Every item is of a product that exists, and every quantity and price is possible.
-- Returns: one row per item that is not.
SELECT item.id
FROM purchase_history AS item
LEFT JOIN products AS product ON product.id = item.product_id
WHERE item.id >= $from_item
    AND (product.id IS NULL OR item.quantity < 1 OR item.unit_price < 0)
ORDER BY ALL;
