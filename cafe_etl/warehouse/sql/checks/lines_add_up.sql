-- Every line of every file was loaded, in already, held, a header or blank; held lines are listed.
-- Returns: one row per file of which that is not so.
SELECT file.id
FROM etl.files AS file
LEFT JOIN (SELECT file_id, count(*) AS rejects FROM etl.rejects GROUP BY file_id) AS listed ON listed.file_id = file.id
WHERE file.lines <> file.loaded + file.already_in + file.rejected + file.header_lines + file.blank_lines
    OR (file.status = 'loaded' AND coalesce(listed.rejects, 0) <> file.rejected)
ORDER BY ALL;
