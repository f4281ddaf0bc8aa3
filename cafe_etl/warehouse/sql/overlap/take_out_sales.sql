-- Take sales out that go.
DELETE FROM transactions WHERE id IN (SELECT id FROM gone);
