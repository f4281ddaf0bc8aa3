-- Keep the items of files that are being replaced; each parameter is a list, one value per file.
INSERT INTO etl.replaced_purchase_history (id, transaction_id, product_id, quantity, unit_price)
SELECT item.id, item.transaction_id, item.product_id, item.quantity, item.unit_price
FROM purchase_history AS item
SEMI JOIN (
    SELECT unnest(range(first_id, last_id + 1)) AS id
    FROM (SELECT unnest(CAST($first_id AS BIGINT[])) AS first_id, unnest(CAST($last_id AS BIGINT[])) AS last_id)
) AS member ON member.id = item.id;
