-- Count anew what some files brought, day by day, after sales came or went.
UPDATE etl.branch_days
SET sales = found.sales, items = found.items, takings = found.takings
FROM (
    SELECT
        told.file_id,
        told.branch_id,
        told.day,
        count(sale.id) AS sales,
        coalesce(sum(basket.items), 0) AS items,
        coalesce(sum(sale.total_price), 0) AS takings
    FROM etl.branch_days AS told
    LEFT JOIN transactions AS sale
        ON sale.file_id = told.file_id
        AND sale.branch_id = told.branch_id
        AND CAST(sale.date_time AS DATE) = told.day
    LEFT JOIN (
        SELECT item.transaction_id, sum(item.quantity + coalesce(detail.fraction, 0)) AS items
        FROM purchase_history AS item
        LEFT JOIN item_details AS detail ON detail.purchase_id = item.id
        SEMI JOIN (SELECT id FROM transactions WHERE list_contains(CAST($file_id AS INTEGER[]), file_id)) AS own
            ON own.id = item.transaction_id
        GROUP BY item.transaction_id
    ) AS basket ON basket.transaction_id = sale.id
    WHERE list_contains(CAST($file_id AS INTEGER[]), told.file_id)
    GROUP BY told.file_id, told.branch_id, told.day
) AS found
WHERE branch_days.file_id = found.file_id AND branch_days.branch_id = found.branch_id AND branch_days.day = found.day;
