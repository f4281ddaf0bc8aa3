-- The days of new files that say something else of a key that is in.
-- Returns: one row per file, branch and day, and whether the key is that of another sale.
SELECT corrected.file_id, branch.name, corrected.day, bool_or(corrected.is_another_sale)
FROM corrected
JOIN branches AS branch ON branch.id = corrected.branch_id
WHERE corrected.other_file IS NULL
GROUP BY ALL
ORDER BY ALL;
