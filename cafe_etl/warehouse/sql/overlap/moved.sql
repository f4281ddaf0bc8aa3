-- Add to the replaced sales those of a twin whose place is taken: each that the new files say, equal in time of day to the
-- minute, method, total and basket, and no other of that branch and day. What nobody says anew stays where it is, and
-- the takings of both days together are what they were. Of equal sales those go first that show the same second.
-- In: the highest id of a file that is not new.
INSERT INTO replaced
WITH place AS (
    SELECT file_id, branch_id, day, till, twin_branch_id, twin_day
    FROM decided
    WHERE counts AND twin_branch_id IS NOT NULL
), sale AS (
    SELECT sale.id, place.file_id, place.branch_id, place.day, place.till, place.twin_branch_id, place.twin_day,
        sale.date_time, sale.payment_id, sale.total_price
    FROM place
    JOIN transactions AS sale
        ON sale.file_id = place.file_id
        AND sale.branch_id = place.branch_id
        AND CAST(sale.date_time AS DATE) = place.day
    UNION ALL
    SELECT sale.id, NULL, NULL, NULL, NULL, twin.twin_branch_id, twin.twin_day,
        sale.date_time, sale.payment_id, sale.total_price
    FROM (SELECT DISTINCT twin_branch_id, twin_day FROM place) AS twin
    JOIN transactions AS sale
        ON sale.branch_id = twin.twin_branch_id AND CAST(sale.date_time AS DATE) = twin.twin_day
    WHERE sale.file_id <= $file
), basket AS (
    SELECT item.transaction_id, sum(hash(item.product_id, item.quantity, item.unit_price)) AS items
    FROM purchase_history AS item
    SEMI JOIN sale ON sale.id = item.transaction_id
    GROUP BY item.transaction_id
), compared AS (
    SELECT
        sale.*,
        CAST(sale.date_time AS TIME) AS moment,
        hash(
            CAST(date_trunc('minute', sale.date_time) AS TIME), sale.payment_id, sale.total_price, basket.items
        ) AS same
    FROM sale
    JOIN basket ON basket.transaction_id = sale.id
), told AS (
    SELECT
        file_id,
        branch_id,
        day,
        till,
        twin_branch_id,
        twin_day,
        moment,
        same,
        row_number() OVER (PARTITION BY file_id, branch_id, day, same ORDER BY moment, id) AS copy
    FROM compared
    WHERE file_id IS NOT NULL
), once AS (
    SELECT min(file_id) AS file_id, branch_id, day, twin_branch_id, twin_day, same
    FROM told
    GROUP BY branch_id, day, till, twin_branch_id, twin_day, same, copy
), mine AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY twin_branch_id, twin_day, same ORDER BY file_id, branch_id, day) AS number
    FROM once
), theirs AS (
    SELECT
        compared.id,
        compared.twin_branch_id,
        compared.twin_day,
        compared.same,
        row_number() OVER (
            PARTITION BY compared.twin_branch_id, compared.twin_day, compared.same
            ORDER BY shown.same IS NULL, compared.moment, compared.id
        ) AS number
    FROM compared
    LEFT JOIN (SELECT DISTINCT twin_branch_id, twin_day, same, moment FROM told) AS shown
        USING (twin_branch_id, twin_day, same, moment)
    WHERE compared.file_id IS NULL
)
SELECT theirs.id, mine.file_id, mine.branch_id, mine.day
FROM theirs
JOIN mine USING (twin_branch_id, twin_day, same, number)
ANTI JOIN replaced ON replaced.id = theirs.id;
