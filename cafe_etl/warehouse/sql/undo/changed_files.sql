-- The files of which sales came or went, but for the undone ones.
-- Returns: one row per file: its id, its name, how many sales it has from an undone one, how many came back.
SELECT file.id, file.name, CAST(sum(changed.inherited) AS BIGINT), CAST(sum(changed.came_back) AS BIGINT)
FROM (
    SELECT heir AS file_id, 1 AS inherited, 0 AS came_back FROM undone WHERE heir IS NOT NULL
    UNION ALL
    SELECT back.file_id, 0, CASE WHEN sale.id IS NULL THEN 0 ELSE 1 END
    FROM back
    LEFT JOIN transactions AS sale ON sale.id = back.id
) AS changed
JOIN etl.files AS file ON file.id = changed.file_id
GROUP BY file.id, file.name
ORDER BY file.id;
