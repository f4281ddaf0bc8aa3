-- Files that are undone say nothing any more.
DELETE FROM etl.branch_days WHERE list_contains(CAST($file_id AS INTEGER[]), file_id);
