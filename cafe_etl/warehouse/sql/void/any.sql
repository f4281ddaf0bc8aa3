-- Whether any sale is called void.
-- Returns: one row.
SELECT EXISTS (FROM etl.void_sales);
