-- Every sale of the contested days, a row each. `source` is the id of a new file, or the number of a till, negative, for
-- what is in already; where that is of several tills, each sale has a second row with source 0, for all together. Equal
-- sales of one source are told apart by `copy`, so that two sources share a sale where `same` and `copy` are equal; the
-- till's own key, where a sale has one, is a part of what is the same; its method of payment is none where another export
-- completes the sale.
-- In: the highest id of a file that is not new.
CREATE OR REPLACE TEMP TABLE said AS
WITH sale AS (
    SELECT
        sale.id,
        sale.file_id,
        sale.branch_id,
        contested.day,
        CASE WHEN contested.by_minute THEN date_trunc('minute', sale.date_time) ELSE sale.date_time END AS moment,
        sale.payment_id,
        sale.total_price
    FROM transactions AS sale
    JOIN contested ON contested.branch_id = sale.branch_id AND contested.day = CAST(sale.date_time AS DATE)
    WHERE sale.date_time >= (SELECT min(day) FROM contested)
        AND sale.date_time < (SELECT max(day) FROM contested) + INTERVAL 1 DAY
), basket AS (
    SELECT
        item.transaction_id,
        sum(hash(item.product_id, item.quantity, item.unit_price, detail.discount, detail.fraction)) AS items
    FROM purchase_history AS item
    LEFT JOIN item_details AS detail ON detail.purchase_id = item.id
    SEMI JOIN sale ON sale.id = item.transaction_id
    GROUP BY item.transaction_id
), compared AS (
    SELECT
        sale.id,
        CASE WHEN sale.file_id > $file THEN sale.file_id ELSE -stored.till END AS source,
        sale.branch_id,
        sale.day,
        sale.moment,
        sale.total_price,
        hash(
            sale.moment,
            CASE WHEN told.sale_key IS NULL THEN sale.payment_id END,
            sale.total_price,
            basket.items,
            detail.sale_key
        ) AS same,
        detail.sale_key IS NOT NULL AS is_keyed
    FROM sale
    LEFT JOIN sale_details AS detail ON detail.transaction_id = sale.id
    LEFT JOIN (SELECT DISTINCT sale_key FROM etl.told_sales) AS told ON told.sale_key = detail.sale_key
    JOIN basket ON basket.transaction_id = sale.id
    LEFT JOIN etl.branch_days AS stored
        ON stored.file_id = sale.file_id AND stored.branch_id = sale.branch_id AND stored.day = sale.day
), every AS (
    SELECT id, source, branch_id, day, moment, total_price, same, is_keyed FROM compared
    UNION ALL
    SELECT id, 0, branch_id, day, moment, total_price, same, is_keyed
    FROM compared
    WHERE source < 0
    QUALIFY min(source) OVER (PARTITION BY branch_id, day) <> max(source) OVER (PARTITION BY branch_id, day)
)
SELECT
    id,
    source,
    branch_id,
    day,
    moment,
    total_price,
    same,
    is_keyed,
    row_number() OVER (PARTITION BY source, branch_id, day, same ORDER BY id) AS copy
FROM every;
