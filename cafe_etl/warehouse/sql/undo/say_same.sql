-- Sales that would come back, but an equal one of a later file counts: their file says that one too.
INSERT INTO etl.said_again (file_id, first_id, last_id)
SELECT file_id, same_id, same_id FROM back WHERE same_id IS NOT NULL ORDER BY ALL;
