-- A secret of this warehouse.
-- Returns: one row.
SELECT secret FROM etl.secrets WHERE name = $name;
