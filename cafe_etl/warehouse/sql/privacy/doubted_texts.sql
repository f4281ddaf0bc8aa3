-- The texts that look like a person's: one that was seen rarely, that has a word which often stands before a name, or that
-- a program of today would not let in.
-- Returns: one row per distinct text of a column: the column, the first id that has it, how often, the text, why.
WITH bought AS (
    SELECT product_id, count(*) AS times FROM purchase_history GROUP BY product_id
),
menu AS (
    SELECT product.id, product.name, product.flavour, coalesce(bought.times, 0) AS times
    FROM products AS product
    LEFT JOIN bought ON bought.product_id = product.id
),
texts AS (
    SELECT 'branches.name' AS place, branch.id, branch.name AS words, count(sale.id) AS times
    FROM branches AS branch
    LEFT JOIN transactions AS sale ON sale.branch_id = branch.id
    GROUP BY ALL
    UNION ALL
    SELECT 'payments.method', payment.id, payment.method, count(sale.id)
    FROM payments AS payment
    LEFT JOIN transactions AS sale ON sale.payment_id = payment.id
    GROUP BY ALL
    UNION ALL
    SELECT 'products.name', min(id), name, sum(times) FROM menu GROUP BY name
    UNION ALL
    SELECT 'products.flavour', min(id), flavour, sum(times) FROM menu WHERE flavour IS NOT NULL GROUP BY flavour
),
judged AS (
    SELECT
        place,
        id,
        words,
        CAST(times AS BIGINT) AS times,
        concat_ws(
            ', ',
            CASE WHEN times <= $rarely THEN concat('seen ', $rarely, ' times or fewer') END,
            CASE WHEN regexp_matches(words, '(?i)\bfor\s') THEN 'has "for"' END,
            CASE WHEN regexp_matches(words, '(?i)\btab\b') THEN 'has "tab"' END,
            CASE WHEN regexp_matches(words, '(?i)\bstaff\b') THEN 'has "staff"' END,
            CASE WHEN regexp_matches(words, '(?i)\bc/o\b') THEN 'has "c/o"' END,
            CASE WHEN regexp_matches(words, '(?i)\b(?:mr|mrs|ms|miss|mx)\b') THEN 'has a title' END,
            CASE WHEN regexp_matches(words, $email) THEN 'has an e-mail address' END,
            CASE WHEN regexp_matches(words, $phone) THEN 'has a telephone number' END
        ) AS why
    FROM texts
)
SELECT place, id, times, words, why
FROM judged
WHERE why <> ''
ORDER BY times, place, words, id;
