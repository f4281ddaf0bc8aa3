-- Take the items of sales out that go.
DELETE FROM purchase_history WHERE transaction_id IN (SELECT id FROM gone);
