-- What is held and not settled, newest run first.
-- Returns: one row per held file or file of which days are held (line is null), and per held line.
SELECT name AS file, line, code, reason, column_name AS "column", run_id AS run
FROM held
ORDER BY run_id DESC, name, line NULLS FIRST;
