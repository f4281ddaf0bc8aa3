-- The warehouse has its one secret, which the keys of sales are made with.
-- Returns: one row, how many such secrets there are, where that is not one.
SELECT count(*)
FROM etl.secrets
WHERE name = 'sale_key' AND octet_length(secret) = 32
HAVING count(*) <> 1;
