-- The same in the days of these files.
UPDATE etl.branch_days
SET already_in = branch_days.already_in + same.sales
FROM (
    SELECT file_id, branch_id, day, count(*) AS sales FROM back WHERE same_id IS NOT NULL GROUP BY ALL
) AS same
WHERE branch_days.file_id = same.file_id AND branch_days.branch_id = same.branch_id AND branch_days.day = same.day;
