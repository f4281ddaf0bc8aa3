-- No branch, payment, size or product is listed twice, nulls being equal; branches and payments in whatever case.
-- Returns: one row per natural key that is, with its lowest id.
SELECT min(id) FROM branches GROUP BY lower(nfc_normalize(name)) HAVING count(*) > 1
UNION ALL
SELECT min(id) FROM payments GROUP BY lower(nfc_normalize(method)) HAVING count(*) > 1
UNION ALL
SELECT min(id) FROM sizes GROUP BY name HAVING count(*) > 1
UNION ALL
SELECT min(id) FROM products
GROUP BY name, flavour, size_id HAVING count(*) > 1
ORDER BY ALL;
