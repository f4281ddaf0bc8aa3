-- Whether anything is told without items.
-- Returns: one row.
SELECT EXISTS (FROM etl.told_sales);
