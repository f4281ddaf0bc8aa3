-- New files that say different things of one key.
-- Returns: one row per file, branch and day, and the other file.
SELECT DISTINCT corrected.file_id, branch.name, corrected.day, corrected.other_file
FROM corrected
JOIN branches AS branch ON branch.id = corrected.branch_id
WHERE corrected.other_file IS NOT NULL
ORDER BY ALL;
