-- How many sales of each decided day are said again or held, and how many lines of its file hold these.
-- Returns: one row per file, branch, day and kind ('again' or 'held').
SELECT
    gone.file_id,
    branch.name,
    gone.day,
    gone.what,
    count(*) AS sales,
    CAST(count(*) + coalesce(sum(further.lines), 0) AS BIGINT) AS lines
FROM gone
JOIN branches AS branch ON branch.id = gone.branch_id
LEFT JOIN further ON further.sale_id = gone.id
WHERE gone.what <> 'replaced'
GROUP BY ALL
ORDER BY ALL;
