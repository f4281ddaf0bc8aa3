-- Enter held lines: each parameter is a list, one value per line.
INSERT INTO etl.rejects (
    file_id,
    line,
    column_name,
    code,
    reason
)
SELECT
    unnest(CAST($file_id AS INTEGER[])),
    unnest(CAST($line AS BIGINT[])),
    unnest(CAST($column_name AS VARCHAR[])),
    unnest(CAST($code AS VARCHAR[])),
    unnest(CAST($reason AS VARCHAR[]));
