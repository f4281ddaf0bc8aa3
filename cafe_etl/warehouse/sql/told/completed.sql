-- How many sales each new file completed.
-- In: the highest id of a file that is not new.
-- Returns: one row per file, branch as it is written and day.
SELECT file_id, branch, CAST(date_time AS DATE) AS day, count(*)
FROM etl.told_sales
WHERE file_id > $file AND sale_id IS NOT NULL AND NOT is_made
GROUP BY ALL
ORDER BY ALL;
