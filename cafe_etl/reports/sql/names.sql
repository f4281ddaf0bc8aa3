-- Every name, and the more frequent one that it looks like, where the two never sold on the same day in the same branch.
-- Two look alike if they differ in case, signs, blanks or the order of their words, or in one letter of five and in no
-- figure; a branch also if all its words are the other's.
-- Returns: one row per kind and name; like is null where there is none such.
WITH sold AS (
    SELECT
        'branch' AS kind,
        branch_id AS id,
        NULL AS name,
        NULL AS place,
        CAST(date_time AS DATE) AS day,
        count(*) FILTER (WHERE NOT is_refund) AS sales,
        sum(total_price) AS revenue
    FROM transactions
    GROUP BY ALL
    UNION ALL
    SELECT
        'payment',
        payment_id,
        NULL,
        branch_id,
        CAST(date_time AS DATE),
        count(*) FILTER (WHERE NOT is_refund),
        sum(total_price)
    FROM transactions
    WHERE payment_id IS NOT NULL
    GROUP BY ALL
    UNION ALL
    SELECT
        'payment',
        part.payment_id,
        NULL,
        sale.branch_id,
        CAST(sale.date_time AS DATE),
        count(DISTINCT sale.id) FILTER (WHERE NOT sale.is_refund),
        sum(part.amount)
    FROM sale_payments AS part
    JOIN transactions AS sale ON sale.id = part.transaction_id
    GROUP BY ALL
    UNION ALL
    SELECT
        'product',
        NULL,
        product,
        hash(branch),
        CAST(date_time AS DATE),
        count(DISTINCT sale_id) FILTER (WHERE NOT is_refund),
        sum(revenue)
    FROM sales
    GROUP BY ALL
    UNION ALL
    SELECT
        'size',
        NULL,
        size,
        hash(branch),
        CAST(date_time AS DATE),
        count(DISTINCT sale_id) FILTER (WHERE NOT is_refund),
        sum(revenue)
    FROM sales
    WHERE size IS NOT NULL
    GROUP BY ALL
    UNION ALL
    SELECT
        'flavour',
        NULL,
        flavour,
        hash(branch),
        CAST(date_time AS DATE),
        count(DISTINCT sale_id) FILTER (WHERE NOT is_refund),
        sum(revenue)
    FROM sales
    WHERE flavour IS NOT NULL
    GROUP BY ALL
),
named AS MATERIALIZED (
    SELECT
        sold.kind,
        coalesce(sold.name, branch.name, payment.method) AS name,
        sold.place,
        sold.day,
        sold.sales,
        sold.revenue
    FROM sold
    LEFT JOIN branches AS branch ON sold.kind = 'branch' AND branch.id = sold.id
    LEFT JOIN payments AS payment ON sold.kind = 'payment' AND payment.id = sold.id
),
total AS MATERIALIZED (
    SELECT
        kind,
        name,
        CAST(sum(sales) AS BIGINT) AS sales,
        CAST(sum(revenue) AS DECIMAL(18,2)) AS revenue,
        max(day) AS last_sold,
        trim(regexp_replace(lower(nfc_normalize(name)), '[^\pL\pN]+', ' ', 'g')) AS plain,
        regexp_replace(name, '[^0-9]', '', 'g') AS figures
    FROM named
    GROUP BY kind, name
),
pair AS (
    SELECT
        one.kind,
        one.name,
        other.name AS other,
        other.sales,
        damerau_levenshtein(one.plain, other.plain) AS distance
    FROM total AS one
    JOIN total AS other
        ON other.kind = one.kind
        AND (other.sales, other.name) > (one.sales, one.name)
        AND other.figures = one.figures
    WHERE replace(one.plain, ' ', '') = replace(other.plain, ' ', '')
        OR list_sort(string_split(one.plain, ' ')) = list_sort(string_split(other.plain, ' '))
        OR damerau_levenshtein(one.plain, other.plain) <= least(length(one.plain), length(other.plain)) // 5
        OR (
            one.kind = 'branch'
            AND (
                list_has_all(string_split(one.plain, ' '), string_split(other.plain, ' '))
                OR list_has_all(string_split(other.plain, ' '), string_split(one.plain, ' '))
            )
        )
),
together AS (
    SELECT DISTINCT pair.kind, pair.name, pair.other
    FROM pair
    JOIN named AS mine ON mine.kind = pair.kind AND mine.name = pair.name
    JOIN named AS theirs
        ON theirs.kind = pair.kind
        AND theirs.name = pair.other
        AND theirs.day = mine.day
        AND theirs.place IS NOT DISTINCT FROM mine.place
),
nearest AS (
    SELECT kind, name, arg_min(other, (distance, -sales, other)) AS other
    FROM pair
    ANTI JOIN together USING (kind, name, other)
    GROUP BY kind, name
)
SELECT total.kind, total.name, total.sales, total.revenue, total.last_sold, nearest.other AS "like"
FROM total
LEFT JOIN nearest ON nearest.kind = total.kind AND nearest.name = total.name
ORDER BY
    list_position(['branch', 'product', 'size', 'flavour', 'payment'], total.kind),
    total.sales DESC,
    total.name;
