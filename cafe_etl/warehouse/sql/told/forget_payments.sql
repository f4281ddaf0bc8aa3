-- Take out by what methods it was paid.
DELETE FROM etl.told_payments WHERE list_contains(CAST($file_id AS INTEGER[]), file_id);
