-- Of what is read again nothing is noted.
DELETE FROM further WHERE sale_id IN (SELECT id FROM gone);
