-- Count anew what some files brought, after sales came or went: one of which all sales were replaced is replaced, one
-- that said the sales of an undone one again is loaded.
UPDATE etl.files
SET
    sales = found.sales,
    items = found.items,
    takings = found.takings,
    mismatches = found.mismatches,
    first_sale = found.first_sale,
    last_sale = found.last_sale,
    status = CASE
        WHEN found.sales > 0 THEN 'loaded'
        WHEN found.replaced > 0 THEN 'replaced'
        ELSE files.status
    END
FROM (
    SELECT
        file.id,
        count(sale.id) AS sales,
        coalesce(sum(basket.items), 0) AS items,
        coalesce(sum(sale.total_price), 0) AS takings,
        count(*) FILTER (WHERE sale.total_price <> basket.price) AS mismatches,
        min(sale.date_time) AS first_sale,
        max(sale.date_time) AS last_sale,
        (SELECT count(*) FROM etl.replaced_transactions AS gone WHERE gone.file_id = file.id) AS replaced
    FROM etl.files AS file
    LEFT JOIN transactions AS sale ON sale.file_id = file.id
    LEFT JOIN (
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
        SEMI JOIN (SELECT id FROM transactions WHERE list_contains(CAST($file_id AS INTEGER[]), file_id)) AS own
            ON own.id = item.transaction_id
        GROUP BY item.transaction_id
    ) AS basket ON basket.transaction_id = sale.id
    WHERE list_contains(CAST($file_id AS INTEGER[]), file.id)
    GROUP BY file.id
) AS found
WHERE files.id = found.id;
