-- Files that say otherwise than the sales that come back, and were believed while these were away.
-- Returns: one row per pair: the name of a file whose sales come back, the other's run and name.
SELECT DISTINCT file.name, other.run_id, other.name
FROM back
JOIN etl.files AS file ON file.id = back.file_id
JOIN etl.files AS other ON other.id = back.later
WHERE back.same_id IS NULL AND NOT back.later_replaced
ORDER BY ALL;
