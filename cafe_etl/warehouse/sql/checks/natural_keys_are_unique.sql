-- No branch, payment, size or product is listed twice, nulls being equal.
-- Returns: one row per natural key that is, with its lowest id.
SELECT min(id) FROM branches GROUP BY name HAVING count(*) > 1
UNION ALL
SELECT min(id) FROM payments GROUP BY method HAVING count(*) > 1
UNION ALL
SELECT min(id) FROM sizes GROUP BY name HAVING count(*) > 1
UNION ALL
SELECT min(id) FROM products
GROUP BY name, flavour, size_id HAVING count(*) > 1
ORDER BY ALL;
