-- Take out what the till tells more of the sales that go.
DELETE FROM sale_details WHERE transaction_id IN (SELECT id FROM gone);
