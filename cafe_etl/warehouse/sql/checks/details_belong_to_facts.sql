-- What only some tills tell belongs to a sale or an item that exists, once, and split payments to methods that exist.
-- Returns: one row per detail that does not: its table and the id that it names.
SELECT concat('sale_details ', detail.transaction_id)
FROM sale_details AS detail
LEFT JOIN transactions AS sale ON sale.id = detail.transaction_id
GROUP BY detail.transaction_id
HAVING count(*) > 1 OR count(sale.id) = 0
UNION ALL
SELECT concat('sale_payments ', part.transaction_id)
FROM sale_payments AS part
LEFT JOIN transactions AS sale ON sale.id = part.transaction_id
LEFT JOIN payments AS payment ON payment.id = part.payment_id
GROUP BY part.transaction_id, part.payment_id, part.method_written
HAVING count(*) > 1 OR count(sale.id) = 0 OR count(payment.id) = 0
UNION ALL
SELECT concat('item_details ', detail.purchase_id)
FROM item_details AS detail
LEFT JOIN purchase_history AS item ON item.id = detail.purchase_id
GROUP BY detail.purchase_id
HAVING count(*) > 1 OR count(item.id) = 0
ORDER BY ALL;
