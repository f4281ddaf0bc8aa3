-- The sales that are taken out of the tables: nobody else says them.
CREATE OR REPLACE TEMP TABLE gone AS
SELECT id FROM undone WHERE heir IS NULL AND NOT is_replaced;
