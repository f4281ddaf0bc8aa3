-- The days of new files that say something else of a key that is in.
-- Returns: one row per file, branch and day.
SELECT DISTINCT corrected.file_id, branch.name, corrected.day
FROM corrected
JOIN branches AS branch ON branch.id = corrected.branch_id
WHERE corrected.other_file IS NULL
ORDER BY ALL;
