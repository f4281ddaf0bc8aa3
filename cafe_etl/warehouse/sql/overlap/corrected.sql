-- Sales of new files whose key is known with another content: of what is in, or of another new file. Six hours or more
-- apart they are two sales: the till has begun its numbers anew.
-- In: the highest id of a file that is not new.
CREATE OR REPLACE TEMP TABLE corrected AS
WITH keys AS (
    SELECT detail.sale_key
    FROM sale_details AS detail
    WHERE detail.sale_key IS NOT NULL
    GROUP BY detail.sale_key
    HAVING count(*) > 1
), sale AS (
    SELECT detail.sale_key, sale.id, sale.file_id, sale.branch_id, sale.date_time, sale.payment_id, sale.total_price
    FROM sale_details AS detail
    SEMI JOIN keys ON keys.sale_key = detail.sale_key
    JOIN transactions AS sale ON sale.id = detail.transaction_id
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
        sale.*,
        hash(
            sale.branch_id,
            sale.date_time,
            CASE WHEN told.sale_key IS NULL THEN sale.payment_id END,
            sale.total_price,
            basket.items
        ) AS content
    FROM sale
    LEFT JOIN (SELECT DISTINCT sale_key FROM etl.told_sales) AS told ON told.sale_key = sale.sale_key
    JOIN basket ON basket.transaction_id = sale.id
)
SELECT
    mine.id,
    mine.file_id,
    mine.branch_id,
    CAST(mine.date_time AS DATE) AS day,
    theirs.id AS other_id,
    abs(date_diff('minute', mine.date_time, theirs.date_time)) >= 360 AS is_another_sale,
    CASE WHEN theirs.file_id > $file THEN theirs.file_id END AS other_file
FROM compared AS mine
JOIN compared AS theirs ON theirs.sale_key = mine.sale_key AND theirs.content <> mine.content
WHERE mine.file_id > $file AND theirs.file_id <> mine.file_id;
