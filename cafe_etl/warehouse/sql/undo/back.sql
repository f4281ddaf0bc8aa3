-- Sales that undone files had replaced, a row each. `same_id` is an equal sale that a later file brought while it was
-- away: then that one counts. `later` is else the first later file that covers the sale's time and does not have it, and
-- `later_replaced` says whether that one's word was taken against what was in on that day. Of files of one run only the
-- first is booked as replacing a sale: so does each other one that lacks it, but for held lines that may be it. Of a sale
-- with a key `later` is the file that says something of that key now.
-- In: the undone files; their run where it is undone as a whole: what it read once more and stays is in nobody's way.
CREATE OR REPLACE TEMP TABLE back AS
WITH away AS (
    SELECT
        sale.id,
        sale.file_id,
        sale.branch_id,
        CAST(sale.date_time AS DATE) AS day,
        sale.date_time,
        sale.payment_id,
        sale.total_price,
        sale.replaced_by
    FROM etl.replaced_transactions AS sale
    WHERE list_contains(CAST($file_id AS INTEGER[]), sale.replaced_by)
        AND sale.id NOT IN (SELECT id FROM undone WHERE heir IS NULL)
), covered AS (
    SELECT file_id, branch_id, min(covers_from) AS covers_from, max(covers_to) AS covers_to, bool_or(has_seconds) AS has_seconds
    FROM etl.branch_days
    WHERE NOT list_contains(CAST($file_id AS INTEGER[]), file_id)
        AND file_id NOT IN (SELECT id FROM etl.files WHERE run_id = $run_id)
    GROUP BY file_id, branch_id
), held AS (
    SELECT file_id, branch_id, day FROM etl.branch_days WHERE code IS NOT NULL
), exact AS (
    SELECT away.branch_id, away.day, coalesce(bool_and(told.has_seconds), true) AS has_seconds
    FROM (SELECT DISTINCT branch_id, day FROM away) AS away
    LEFT JOIN etl.branch_days AS told
        ON told.branch_id = away.branch_id
        AND told.day = away.day
        AND told.code IS NULL
        AND told.told_sales > 0
        AND NOT list_contains(CAST($file_id AS INTEGER[]), told.file_id)
    GROUP BY away.branch_id, away.day
), item AS (
    SELECT id, transaction_id, product_id, quantity, unit_price FROM purchase_history
    UNION ALL
    SELECT id, transaction_id, product_id, quantity, unit_price FROM etl.replaced_purchase_history
), item_detail AS (
    SELECT purchase_id, discount, fraction FROM item_details
    UNION ALL
    SELECT purchase_id, discount, fraction FROM etl.replaced_item_details
), candidate AS (
    SELECT
        sale.id,
        sale.file_id,
        sale.branch_id,
        CAST(sale.date_time AS DATE) AS day,
        sale.date_time,
        sale.payment_id,
        sale.total_price,
        NULL AS replaced_by
    FROM transactions AS sale
    JOIN exact ON exact.branch_id = sale.branch_id AND exact.day = CAST(sale.date_time AS DATE)
    WHERE NOT list_contains(CAST($file_id AS INTEGER[]), sale.file_id)
        AND sale.file_id > (SELECT min(replaced_by) FROM away)
), basket AS (
    SELECT
        item.transaction_id,
        sum(hash(item.product_id, item.quantity, item.unit_price, detail.discount, detail.fraction)) AS items
    FROM item
    LEFT JOIN item_detail AS detail ON detail.purchase_id = item.id
    SEMI JOIN (SELECT id FROM away UNION ALL SELECT id FROM candidate) AS sale ON sale.id = item.transaction_id
    GROUP BY item.transaction_id
), compared AS (
    SELECT
        sale.id,
        sale.file_id,
        sale.branch_id,
        sale.day,
        sale.date_time,
        sale.replaced_by,
        CASE WHEN exact.has_seconds THEN sale.date_time ELSE date_trunc('minute', sale.date_time) END AS moment,
        exact.has_seconds,
        hash(
            CASE WHEN exact.has_seconds THEN sale.date_time ELSE date_trunc('minute', sale.date_time) END,
            sale.payment_id,
            sale.total_price,
            basket.items
        ) AS same
    FROM (FROM away UNION ALL FROM candidate) AS sale
    JOIN exact ON exact.branch_id = sale.branch_id AND exact.day = sale.day
    JOIN basket ON basket.transaction_id = sale.id
), ranked AS (
    SELECT
        id,
        file_id,
        branch_id,
        day,
        replaced_by,
        moment,
        has_seconds,
        same,
        row_number() OVER (PARTITION BY replaced_by IS NULL, branch_id, day, same ORDER BY id) AS copy
    FROM compared
), keyed AS (
    SELECT was.transaction_id AS id, any_value(sale.file_id) AS later
    FROM etl.replaced_sale_details AS was
    LEFT JOIN sale_details AS now ON now.sale_key = was.sale_key
    LEFT JOIN transactions AS sale ON sale.id = now.transaction_id
    WHERE was.sale_key IS NOT NULL
    GROUP BY was.transaction_id
), covering AS (
    SELECT mine.id, covered.file_id
    FROM ranked AS mine
    JOIN covered
        ON covered.branch_id = mine.branch_id
        AND covered.file_id > mine.replaced_by
        AND CASE
            WHEN mine.has_seconds THEN mine.moment > covered.covers_from AND mine.moment < covered.covers_to
            ELSE mine.moment > date_trunc('minute', covered.covers_from)
                AND mine.moment < date_trunc('minute', covered.covers_to)
        END
    ANTI JOIN held ON held.file_id = covered.file_id AND held.branch_id = mine.branch_id AND held.day = mine.day
    ANTI JOIN keyed ON keyed.id = mine.id
), replacing AS (
    SELECT replaced_by AS file_id, branch_id, CAST(date_time AS DATE) AS day FROM etl.replaced_transactions
    UNION
    SELECT other.id, away.branch_id, away.day
    FROM away
    JOIN etl.files AS file ON file.id = away.replaced_by
    JOIN etl.files AS other ON other.run_id = file.run_id
    ANTI JOIN etl.rejects AS line ON line.file_id = other.id
)
SELECT
    mine.id,
    mine.file_id,
    mine.branch_id,
    mine.day,
    any_value(theirs.id) AS same_id,
    coalesce(any_value(keyed.later), min(covered.file_id)) AS later,
    coalesce(bool_or(keyed.later IS NOT NULL OR replacing.file_id IS NOT NULL), false) AS later_replaced
FROM ranked AS mine
LEFT JOIN keyed ON keyed.id = mine.id
LEFT JOIN ranked AS theirs
    ON theirs.replaced_by IS NULL
    AND theirs.branch_id = mine.branch_id
    AND theirs.day = mine.day
    AND theirs.same = mine.same
    AND theirs.copy = mine.copy
LEFT JOIN covering AS covered ON covered.id = mine.id
LEFT JOIN replacing
    ON replacing.file_id = covered.file_id AND replacing.branch_id = mine.branch_id AND replacing.day = mine.day
WHERE mine.replaced_by IS NOT NULL
GROUP BY mine.id, mine.file_id, mine.branch_id, mine.day;
