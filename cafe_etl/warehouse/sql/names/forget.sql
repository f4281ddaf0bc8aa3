-- Forget what is kept of names that sales and items have again.
DELETE FROM etl.renamed WHERE kind = $kind AND list_contains(CAST($name AS VARCHAR[]), name);
