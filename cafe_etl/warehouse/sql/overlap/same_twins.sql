-- The pairs of `twins` of which all sales of the new one are among the other's, equal in time of day to the minute,
-- method, total and basket. The other day may have grown since, or lost sales to a file that was believed: what was said
-- of it counts.
-- In: the highest id of a file that is not new.
-- Returns: one row per pair: the new file's id, branch and day; the other's id (null of what is in), branch and day.
WITH pair AS (
    SELECT row_number() OVER () AS number, * FROM twins
), sale AS (
    SELECT pair.number, true AS is_mine, sale.id, sale.date_time, sale.payment_id, sale.total_price
    FROM pair
    JOIN transactions AS sale
        ON sale.file_id = pair.file_id
        AND sale.branch_id = pair.branch_id
        AND CAST(sale.date_time AS DATE) = pair.day
    UNION ALL
    SELECT pair.number, false, sale.id, sale.date_time, sale.payment_id, sale.total_price
    FROM pair
    JOIN (
        SELECT id, file_id, branch_id, date_time, payment_id, total_price FROM transactions
        UNION ALL
        SELECT id, file_id, branch_id, date_time, payment_id, total_price FROM etl.replaced_transactions
    ) AS sale
        ON sale.branch_id = pair.other_branch_id
        AND CAST(sale.date_time AS DATE) = pair.other_day
        AND date_trunc('minute', sale.date_time) BETWEEN pair.other_from AND pair.other_to
    LEFT JOIN etl.branch_days AS stored
        ON stored.file_id = sale.file_id AND stored.branch_id = sale.branch_id AND stored.day = pair.other_day
    WHERE CASE
        WHEN pair.is_in_parts THEN true
        WHEN pair.other_id IS NULL THEN sale.file_id <= $file AND stored.till = pair.till
        ELSE sale.file_id = pair.other_id
    END
), basket AS (
    SELECT
        item.transaction_id,
        sum(hash(item.product_id, item.quantity, item.unit_price, detail.discount, detail.fraction)) AS items
    FROM (
        SELECT id, transaction_id, product_id, quantity, unit_price FROM purchase_history
        UNION ALL
        SELECT id, transaction_id, product_id, quantity, unit_price FROM etl.replaced_purchase_history
    ) AS item
    LEFT JOIN (
        SELECT purchase_id, discount, fraction FROM item_details
        UNION ALL
        SELECT purchase_id, discount, fraction FROM etl.replaced_item_details
    ) AS detail ON detail.purchase_id = item.id
    SEMI JOIN sale ON sale.id = item.transaction_id
    GROUP BY item.transaction_id
), counted AS (
    SELECT
        sale.number,
        CAST(date_trunc('minute', sale.date_time) AS TIME) AS moment,
        sale.payment_id,
        sale.total_price,
        basket.items,
        count(*) FILTER (WHERE sale.is_mine) AS mine,
        count(*) FILTER (WHERE NOT sale.is_mine) AS theirs
    FROM sale
    JOIN basket ON basket.transaction_id = sale.id
    GROUP BY ALL
), equal AS (
    SELECT number FROM counted GROUP BY number HAVING bool_and(mine <= theirs)
)
SELECT pair.file_id, mine.name, pair.day, pair.other_id, other.name, pair.other_day
FROM pair
SEMI JOIN equal ON equal.number = pair.number
JOIN branches AS mine ON mine.id = pair.branch_id
JOIN branches AS other ON other.id = pair.other_branch_id
ORDER BY ALL;
