-- Take out the methods of payment of sales that go.
DELETE FROM sale_payments WHERE transaction_id IN (SELECT id FROM gone);
