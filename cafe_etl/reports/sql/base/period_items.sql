-- The view `period_items`: the chain's items under the filters of period and payment, with the names of the view `sales`
-- and product_id, by which reports group: that is twice as fast as by the names. `period` is the first day of the
-- sale's day, week or month; from_day is before first_day only where a report looks at days before too.
-- Returns: one row per item of a sale; its quantity is negative in a refund and only there.
SELECT
    sale.id AS sale_id,
    sale.date_time,
    CAST(sale.date_time AS DATE) AS day,
    CAST(date_trunc(getvariable('every'), sale.date_time) AS DATE) AS period,
    branch.name AS branch,
    paid_by(sale.id, payment.method) AS payment,
    item.product_id,
    product.name AS product,
    size.name AS size,
    product.flavour,
    item.quantity,
    item.unit_price,
    item.discount,
    item.revenue,
    sale.is_refund
FROM items AS item
JOIN transactions AS sale ON sale.id = item.transaction_id
JOIN branches AS branch ON branch.id = sale.branch_id
LEFT JOIN payments AS payment ON payment.id = sale.payment_id
JOIN products AS product ON product.id = item.product_id
LEFT JOIN sizes AS size ON size.id = product.size_id
WHERE sale.date_time >= getvariable('from_day')
    AND sale.date_time < getvariable('last_day') + INTERVAL 1 DAY
    AND payment_matches(paid_by(sale.id, payment.method))
