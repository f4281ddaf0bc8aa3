-- A sale that was taken out stands for nothing that is told.
UPDATE etl.told_sales
SET sale_id = NULL, is_made = false, gave_payment = false, gave_tax = false, gave_tip = false, gave_charge = false
WHERE sale_id IS NOT NULL AND sale_id NOT IN (SELECT id FROM transactions);
