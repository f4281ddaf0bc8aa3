-- Every line of every file was loaded, in already, left out, held, a header or blank; held lines are listed.
-- Returns: one row per file of which that is not so.
SELECT file.id
FROM etl.files AS file
LEFT JOIN (SELECT file_id, count(*) AS rejects FROM etl.rejects GROUP BY file_id) AS listed ON listed.file_id = file.id
LEFT JOIN (SELECT file_id, sum(held) AS sales FROM etl.branch_days GROUP BY file_id) AS held ON held.file_id = file.id
WHERE file.lines <> file.lines_loaded + file.lines_already_in + file.lines_left_out + file.lines_held
        + file.header_lines + file.blank_lines
    OR (file.status = 'loaded' AND file.lines_held < coalesce(listed.rejects, 0) + coalesce(held.sales, 0))
    OR (file.status = 'loaded' AND coalesce(held.sales, 0) = 0 AND file.lines_held <> coalesce(listed.rejects, 0))
ORDER BY ALL;
