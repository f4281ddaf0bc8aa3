-- Book which sales new files tell as others have told them, as ranges of ids.
INSERT INTO etl.told_again (file_id, first_id, last_id)
SELECT file_id, min(told_id), max(told_id)
FROM (
    SELECT file_id, told_id, told_id - row_number() OVER (PARTITION BY file_id ORDER BY told_id) AS range
    FROM told_again
)
GROUP BY file_id, range
ORDER BY file_id, min(told_id);
