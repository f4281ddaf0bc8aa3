-- Sales that are to be completed, with what of it is not known of them yet. An export of sales completes those that have
-- items; what one cost beyond them, a delivery fee, is a charge. An export of payments completes any.
-- In: whether it is by payments.
CREATE OR REPLACE TEMP TABLE told_completed AS
SELECT
    told.file_id,
    told.sale_key,
    sale.id AS sale_id,
    CASE WHEN sale.payment_id IS NULL THEN payment.id END AS payment_id,
    CASE WHEN detail.tax IS NULL THEN told.tax END AS tax,
    CASE WHEN detail.tip IS NULL THEN told.tip END AS tip,
    CASE
        WHEN detail.service_charge IS NOT NULL THEN NULL
        WHEN NOT told.is_refund AND told.total_price > sale.total_price
            THEN coalesce(told.service_charge, 0) + told.total_price - sale.total_price
        ELSE told.service_charge
    END AS service_charge
FROM told_now AS told
JOIN sale_details AS detail ON detail.sale_key = told.sale_key
JOIN transactions AS sale ON sale.id = detail.transaction_id
LEFT JOIN told_called AS payment ON payment.kind = 'payment' AND payment.written = told.payment
WHERE (told.total_price IS NULL) = $by_payments AND ($by_payments OR sale.id = told.itemised_id);
