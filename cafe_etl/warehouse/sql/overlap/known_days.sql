-- How many days of each branch are known, with those that are new.
-- Returns: one row per branch.
SELECT branch.name, count(DISTINCT known.day) AS days
FROM (SELECT branch_id, day FROM etl.branch_days UNION ALL SELECT branch_id, day FROM told_days) AS known
JOIN branches AS branch ON branch.id = known.branch_id
GROUP BY branch.name
ORDER BY branch.name;
