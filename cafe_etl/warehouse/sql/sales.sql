-- The view `sales`: what a person asks about.
-- Returns: one row per item of a sale.
SELECT
    sale_id,
    date_time,
    branch,
    payment,
    product,
    size,
    flavour,
    quantity,
    unit_price,
    discount,
    CAST(quantity * unit_price - discount AS DECIMAL(18,2)) AS revenue,
    is_refund
FROM (
    SELECT
        sale.id AS sale_id,
        sale.date_time,
        branch.name AS branch,
        payment.method AS payment,
        product.name AS product,
        size.name AS size,
        product.flavour,
        CAST(item.quantity + coalesce(detail.fraction, 0.000) AS DECIMAL(9,3)) AS quantity,
        item.unit_price,
        CAST(coalesce(detail.discount, 0.00) AS DECIMAL(12,2)) AS discount,
        sale.is_refund
    FROM purchase_history AS item
    JOIN transactions AS sale ON sale.id = item.transaction_id
    JOIN branches AS branch ON branch.id = sale.branch_id
    LEFT JOIN payments AS payment ON payment.id = sale.payment_id
    JOIN products AS product ON product.id = item.product_id
    LEFT JOIN sizes AS size ON size.id = product.size_id
    LEFT JOIN item_details AS detail ON detail.purchase_id = item.id
) AS item
