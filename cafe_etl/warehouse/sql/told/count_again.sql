-- How many sales of new files an earlier one tells in the same words.
-- Returns: one row per file, branch and day that has any.
SELECT file_id, branch_name, day, count(*) FROM told_again GROUP BY ALL ORDER BY ALL;
