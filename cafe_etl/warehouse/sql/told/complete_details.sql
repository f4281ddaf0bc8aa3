-- What was paid beside the total of a sale, where its items' export does not tell it.
UPDATE sale_details
SET
    tax = coalesce(sale_details.tax, told.tax),
    tip = coalesce(sale_details.tip, told.tip),
    service_charge = coalesce(sale_details.service_charge, told.service_charge)
FROM told_completed AS told
WHERE sale_details.transaction_id = told.sale_id;
