-- From when to when each loaded file covers each of its branches.
-- Returns: one row per branch in a loaded file.
SELECT file.name, branch.name, span.sales, span.items, span.takings, span.first_sale, span.last_sale
FROM etl.spans AS span
JOIN etl.files AS file ON file.id = span.file_id
JOIN branches AS branch ON branch.id = span.branch_id
WHERE file.status = 'loaded'
ORDER BY span.file_id, branch.name;
