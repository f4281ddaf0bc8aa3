-- Sales of whose place an undone file had taken under another branch or date: where a file of its run or a later one
-- stays, and says the same where the undone one did, that file has taken their place, and they stay away.
-- In: the undone files.
UPDATE etl.replaced_transactions
SET replaced_by = moved.heir
FROM (
    WITH went AS (
        SELECT sale.id, sale.replaced_by AS file_id, sale.date_time, sale.payment_id, sale.total_price
        FROM etl.replaced_transactions AS sale
        ANTI JOIN etl.branch_days AS told
            ON told.file_id = sale.replaced_by
            AND told.branch_id = sale.branch_id
            AND told.day = CAST(sale.date_time AS DATE)
        WHERE list_contains(CAST($file_id AS INTEGER[]), sale.replaced_by)
    ), heir AS (
        SELECT undone.file_id, theirs.file_id AS heir, theirs.branch_id, theirs.day
        FROM etl.branch_days AS undone
        SEMI JOIN went ON went.file_id = undone.file_id
        JOIN etl.files AS file ON file.id = undone.file_id
        JOIN etl.branch_days AS theirs
            ON theirs.branch_id = undone.branch_id AND theirs.day = undone.day AND theirs.till = undone.till
        JOIN etl.files AS other ON other.id = theirs.file_id AND other.run_id >= file.run_id
        WHERE undone.code IS NULL
            AND theirs.code IS NULL
            AND NOT list_contains(CAST($file_id AS INTEGER[]), theirs.file_id)
    ), there AS (
        SELECT heir.file_id, heir.heir, sale.file_id AS brought_by, sale.id, sale.date_time, sale.payment_id, sale.total_price
        FROM heir
        JOIN (
            SELECT id, file_id, branch_id, date_time, payment_id, total_price FROM transactions
            UNION ALL
            SELECT id, file_id, branch_id, date_time, payment_id, total_price FROM etl.replaced_transactions
        ) AS sale
            ON sale.branch_id = heir.branch_id AND CAST(sale.date_time AS DATE) = heir.day
    ), sale AS (
        SELECT file_id, NULL AS heir, id, date_time, payment_id, total_price FROM went
        UNION ALL
        SELECT file_id, heir, id, date_time, payment_id, total_price FROM there WHERE brought_by = heir
        UNION ALL
        SELECT there.file_id, there.heir, there.id, there.date_time, there.payment_id, there.total_price
        FROM there
        JOIN etl.said_again AS said
            ON said.file_id = there.heir AND there.id BETWEEN said.first_id AND said.last_id
        WHERE there.brought_by <> there.heir
    ), basket AS (
        SELECT item.transaction_id, sum(hash(item.product_id, item.quantity, item.unit_price)) AS items
        FROM (
            SELECT transaction_id, product_id, quantity, unit_price FROM purchase_history
            UNION ALL
            SELECT transaction_id, product_id, quantity, unit_price FROM etl.replaced_purchase_history
        ) AS item
        SEMI JOIN sale ON sale.id = item.transaction_id
        GROUP BY item.transaction_id
    ), compared AS (
        SELECT
            sale.file_id,
            sale.heir,
            sale.id,
            hash(
                CAST(date_trunc('minute', sale.date_time) AS TIME), sale.payment_id, sale.total_price, basket.items
            ) AS same
        FROM sale
        JOIN basket ON basket.transaction_id = sale.id
    ), numbered AS (
        SELECT file_id, heir, id, same, row_number() OVER (PARTITION BY file_id, heir, same ORDER BY id) AS number
        FROM compared
    )
    SELECT went.id, min(stays.heir) AS heir
    FROM numbered AS went
    JOIN numbered AS stays
        ON stays.file_id = went.file_id AND stays.same = went.same AND stays.number = went.number
    WHERE went.heir IS NULL AND stays.heir IS NOT NULL
    GROUP BY went.id
) AS moved
WHERE replaced_transactions.id = moved.id;
