-- Enter what heirs say that others brought.
INSERT INTO etl.said_again (file_id, first_id, last_id)
SELECT file_id, first_id, last_id FROM said_left ORDER BY file_id, first_id;
