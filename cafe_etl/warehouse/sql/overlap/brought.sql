-- What decided days brought, of the sales that are left.
-- Returns: one row per file, branch and day that has any: the columns of a Span.
WITH sale AS (
    SELECT sale.id, sale.file_id, sale.branch_id, decided.day, sale.date_time, sale.total_price, sale.is_refund
    FROM transactions AS sale
    JOIN decided
        ON decided.file_id = sale.file_id
        AND decided.branch_id = sale.branch_id
        AND decided.day = CAST(sale.date_time AS DATE)
), basket AS (
    SELECT
        item.transaction_id,
        sum(item.quantity + coalesce(detail.fraction, 0)) AS items,
        sum(
            CAST(
                (item.quantity + coalesce(detail.fraction, 0)) * item.unit_price - coalesce(detail.discount, 0)
                AS DECIMAL(18,2)
            )
        ) AS price
    FROM purchase_history AS item
    LEFT JOIN item_details AS detail ON detail.purchase_id = item.id
    SEMI JOIN sale ON sale.id = item.transaction_id
    GROUP BY item.transaction_id
)
SELECT
    sale.file_id,
    branch.name,
    sale.day,
    count(*) AS sales,
    CAST(sum(basket.items) AS DECIMAL(18,3)) AS items,
    CAST(sum(sale.total_price) AS DECIMAL(18,2)) AS takings,
    count(*) FILTER (WHERE sale.total_price <> basket.price) AS mismatches,
    min(sale.date_time) AS first_sale,
    max(sale.date_time) AS last_sale,
    count(*) FILTER (WHERE sale.is_refund) AS refunds
FROM sale
JOIN basket ON basket.transaction_id = sale.id
JOIN branches AS branch ON branch.id = sale.branch_id
GROUP BY ALL
ORDER BY ALL;
