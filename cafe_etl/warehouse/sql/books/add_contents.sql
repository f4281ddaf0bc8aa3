-- Book what is in each table: each parameter is a list, one value per table.
INSERT INTO etl.contents (name, row_count, highest_id, fingerprint, engine)
SELECT
    unnest(CAST($name AS VARCHAR[])),
    unnest(CAST($row_count AS BIGINT[])),
    unnest(CAST($highest_id AS BIGINT[])),
    unnest(CAST($fingerprint AS UBIGINT[])),
    unnest(CAST($engine AS VARCHAR[]));
