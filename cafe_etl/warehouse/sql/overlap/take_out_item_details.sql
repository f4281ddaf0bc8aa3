-- Take out what the till tells more of the items of sales that go.
DELETE FROM item_details
WHERE purchase_id IN (SELECT id FROM purchase_history WHERE transaction_id IN (SELECT id FROM gone));
