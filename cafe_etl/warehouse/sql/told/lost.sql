-- The numbers whose sales were taken out: they are made anew of what is told.
INSERT INTO told_keys
SELECT told.sale_key
FROM etl.told_sales AS told
ANTI JOIN transactions AS sale ON sale.id = told.sale_id
WHERE told.sale_id IS NOT NULL;
