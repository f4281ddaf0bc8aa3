-- Who has a sale that went before says that one.
INSERT INTO etl.said_again (file_id, first_id, last_id)
SELECT file_id, same_id, same_id FROM void_found WHERE same_id IS NOT NULL ORDER BY file_id, same_id;
