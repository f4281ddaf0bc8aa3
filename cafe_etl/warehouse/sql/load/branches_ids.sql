-- What the staged branches are called in the warehouse.
-- Returns: one row per staged branch, its local id and its id.
SELECT staged.id AS local_id, known.id
FROM staged_branches AS staged
JOIN branches AS known ON known.name = staged.name;
