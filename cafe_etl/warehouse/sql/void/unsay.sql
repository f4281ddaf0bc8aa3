-- The ranges in which they said it go.
DELETE FROM etl.said_again
WHERE (file_id, first_id, last_id) IN (
    SELECT said.file_id, said.first_id, said.last_id
    FROM etl.said_again AS said
    JOIN void_found AS found ON found.id BETWEEN said.first_id AND said.last_id
    WHERE found.same_id IS NOT NULL
);
