-- What the staged products are called in the warehouse.
-- Returns: one row per staged product, its local id and its id.
SELECT staged.id AS local_id, known.id
FROM staged_products AS staged
JOIN products AS known
    ON known.name = staged.name
    AND known.flavour IS NOT DISTINCT FROM staged.flavour
    AND known.size_id IS NOT DISTINCT FROM staged.size_id;
