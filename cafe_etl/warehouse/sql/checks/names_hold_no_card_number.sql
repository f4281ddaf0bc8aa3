-- No name of a branch, payment, size, product or flavour holds as many digits as a card number.
-- Returns: one row per name that does, its id.
SELECT named.id
FROM (
    SELECT id, name FROM branches
    UNION ALL
    SELECT id, method FROM payments
    UNION ALL
    SELECT id, name FROM sizes
    UNION ALL
    SELECT id, name FROM products
    UNION ALL
    SELECT id, flavour FROM products
) AS named
WHERE regexp_matches(named.name, '\d(?:[\s\p{Pd}]*\d){11}')
ORDER BY ALL;
