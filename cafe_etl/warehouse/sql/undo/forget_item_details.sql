-- Forget what is kept beside the items of undone files' sales that nobody else says.
DELETE FROM etl.replaced_item_details
WHERE purchase_id IN (
    SELECT id
    FROM etl.replaced_purchase_history
    WHERE transaction_id IN (SELECT id FROM undone WHERE heir IS NULL AND is_replaced)
);
