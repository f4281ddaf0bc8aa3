-- What the staged sizes are called in the warehouse.
-- Returns: one row per staged size, its local id and its id.
SELECT staged.id AS local_id, known.id
FROM staged_sizes AS staged
JOIN sizes AS known ON known.name = staged.name;
