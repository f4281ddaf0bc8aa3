-- Nothing is made any more of what went.
UPDATE etl.told_sales
SET sale_id = NULL, is_made = false, gave_payment = false, gave_tax = false, gave_tip = false, gave_charge = false
WHERE sale_id IN (SELECT id FROM gone);
