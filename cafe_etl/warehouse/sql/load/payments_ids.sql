-- What the staged payments are called in the warehouse.
-- Returns: one row per staged payment, its local id and its id.
SELECT staged.id AS local_id, known.id
FROM staged_payments AS staged
JOIN payments AS known ON known.method = staged.method;
