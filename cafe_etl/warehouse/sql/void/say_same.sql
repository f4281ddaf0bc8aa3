-- Enter what they say instead, as ranges of ids.
INSERT INTO etl.said_again (file_id, first_id, last_id)
SELECT file_id, min(id), max(id)
FROM (
    SELECT file_id, id, id - row_number() OVER (PARTITION BY file_id ORDER BY id) AS range
    FROM void_said
)
GROUP BY file_id, range
ORDER BY file_id, min(id);
