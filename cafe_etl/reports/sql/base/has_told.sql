-- Whether any export tells sales without their items.
-- Returns: one row.
SELECT EXISTS (FROM etl.told_sales);
