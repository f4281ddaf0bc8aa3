-- Take the sales of files out; each parameter is a list, one value per file.
DELETE FROM transactions
WHERE id IN (
    SELECT unnest(range(first_id, last_id + 1))
    FROM (SELECT unnest(CAST($first_id AS BIGINT[])) AS first_id, unnest(CAST($last_id AS BIGINT[])) AS last_id)
);
