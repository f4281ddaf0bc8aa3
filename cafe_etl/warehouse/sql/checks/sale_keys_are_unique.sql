-- No two sales have the same key: a key is made of the till's own number of the sale.
-- Returns: one row per key that two sales have, with the lowest of their ids.
SELECT min(transaction_id)
FROM sale_details
WHERE sale_key IS NOT NULL
GROUP BY sale_key
HAVING count(DISTINCT transaction_id) > 1
ORDER BY ALL;
