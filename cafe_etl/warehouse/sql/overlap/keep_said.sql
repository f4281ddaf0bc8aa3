-- Book which sales files say that others brought, as ranges of ids. In: the files that are booked.
INSERT INTO etl.said_again (file_id, first_id, last_id)
SELECT file_id, min(said_id), max(said_id)
FROM (
    SELECT file_id, said_id, said_id - row_number() OVER (PARTITION BY file_id ORDER BY said_id) AS range
    FROM again
    WHERE list_contains(CAST($file_id AS INTEGER[]), file_id)
)
GROUP BY file_id, range
ORDER BY file_id, min(said_id);
