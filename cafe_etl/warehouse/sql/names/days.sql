-- The names of branches that files say something of, without renames.
-- Returns: one row per name.
SELECT DISTINCT coalesce(told.branch_written, branch.name) AS name
FROM etl.branch_days AS told
JOIN branches AS branch ON branch.id = told.branch_id
ORDER BY name;
