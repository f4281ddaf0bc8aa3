-- New files that say different things of one key.
-- Returns: one row per file, branch and day, the other file, and whether the key is that of another sale.
SELECT corrected.file_id, branch.name, corrected.day, corrected.other_file, bool_or(corrected.is_another_sale)
FROM corrected
JOIN branches AS branch ON branch.id = corrected.branch_id
WHERE corrected.other_file IS NOT NULL
GROUP BY ALL
ORDER BY ALL;
