-- It completes nothing any more.
UPDATE etl.told_sales
SET sale_id = NULL, gave_payment = false, gave_tax = false, gave_tip = false, gave_charge = false
FROM told_back AS back
WHERE back.file_id = told_sales.file_id AND back.sale_key = told_sales.sale_key AND NOT told_sales.is_made;
