-- Give replaced sales the branch that theirs is called now.
-- In: lists of equal length, one value per name that is kept: the name and the id of what it is called now.
UPDATE etl.replaced_transactions
SET branch_id = target.id
FROM (
    SELECT was.id AS sale_id, now.id
    FROM etl.renamed AS was
    JOIN (SELECT unnest(CAST($name AS VARCHAR[])) AS name, unnest(CAST($id AS INTEGER[])) AS id) AS now
        ON now.name = was.name
    WHERE was.kind = 'branch'
) AS target
WHERE replaced_transactions.id = target.sale_id;
