-- The same of what the till tells more of items. In: the undone files.
DELETE FROM etl.replaced_item_details
WHERE purchase_id IN (
    SELECT item.id
    FROM etl.replaced_purchase_history AS item
    JOIN etl.replaced_transactions AS sale ON sale.id = item.transaction_id
    WHERE list_contains(CAST($file_id AS INTEGER[]), sale.replaced_by)
);
