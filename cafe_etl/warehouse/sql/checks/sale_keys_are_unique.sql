-- No two sales have the same key: a key is made of the till's own number of the sale.
-- Returns: one row per key that a sale from $from_sale on and another one have, with the lowest of their ids.
SELECT min(detail.transaction_id)
FROM sale_details AS detail
SEMI JOIN (SELECT sale_key FROM sale_details WHERE transaction_id >= $from_sale) AS newer
    ON newer.sale_key = detail.sale_key
GROUP BY detail.sale_key
HAVING min(detail.transaction_id) < max(detail.transaction_id)
ORDER BY ALL;
