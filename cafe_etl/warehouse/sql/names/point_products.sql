-- Give items the product that theirs is called now.
-- In: lists of equal length, one value per product as it would be without renames: its parts and the id of what it is
-- called now.
UPDATE purchase_history
SET product_id = target.id
FROM (
    SELECT was.id AS item_id, now.id
    FROM was
    JOIN (
        SELECT
            unnest(CAST($name AS VARCHAR[])) AS name,
            unnest(CAST($flavour AS VARCHAR[])) AS flavour,
            unnest(CAST($size AS VARCHAR[])) AS size,
            unnest(CAST($id AS INTEGER[])) AS id
    ) AS now
        ON now.name = was.name
        AND now.flavour IS NOT DISTINCT FROM was.flavour
        AND now.size IS NOT DISTINCT FROM was.size
    WHERE was.product_id <> now.id
) AS target
WHERE purchase_history.id = target.item_id;
