-- A sale that is not kept is said by nobody: its number's other sale is.
DELETE FROM etl.said_again
WHERE first_id = last_id AND first_id IN (SELECT id FROM void_found WHERE same_id IS NOT NULL);
