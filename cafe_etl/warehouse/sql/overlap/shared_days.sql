-- The contested days on which new files have sales.
-- Returns: one row per file, branch and day.
SELECT told_days.file_id, branch.name, told_days.day
FROM told_days
SEMI JOIN contested USING (branch_id, day)
JOIN branches AS branch ON branch.id = told_days.branch_id
ORDER BY ALL;
