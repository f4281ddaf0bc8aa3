-- No text holds as many digits as a card number; a time in a file's name (20210825090000) does not count.
-- The names of a file and of its folders are looked at one by one.
-- Returns: one row per text that does: its table and column, and the id of its first row or its first file.
-- The patterns $between, $digits and $moment are those of cafe_etl/personal.py. Texts are materialized, because each
-- table would compile the patterns for itself.
WITH texts AS MATERIALIZED (
    SELECT 'branches.name' AS place, id, name AS words FROM branches
    UNION ALL
    SELECT 'payments.method', id, method FROM payments
    UNION ALL
    SELECT 'sizes.name', id, name FROM sizes
    UNION ALL
    SELECT 'products.name', id, name FROM products
    UNION ALL
    SELECT 'products.flavour', id, concat(name, ' - ', flavour) FROM products WHERE flavour IS NOT NULL
    UNION ALL
    SELECT 'sale_payments.method_written', transaction_id, method_written FROM sale_payments
    UNION ALL
    SELECT 'etl.replaced_sale_payments.method_written', transaction_id, method_written FROM etl.replaced_sale_payments
    UNION ALL
    SELECT 'etl.told_sales.branch', file_id, branch FROM etl.told_sales
    UNION ALL
    SELECT 'etl.told_sales.payment', file_id, payment FROM etl.told_sales
    UNION ALL
    SELECT 'etl.told_payments.method', file_id, method FROM etl.told_payments
    UNION ALL
    SELECT 'etl.runs.message', id, message FROM etl.runs
    UNION ALL
    SELECT 'etl.runs.status', id, status FROM etl.runs
    UNION ALL
    SELECT 'etl.runs.program', id, program FROM etl.runs
    UNION ALL
    SELECT 'etl.files.name', id, name FROM etl.files
    UNION ALL
    SELECT 'etl.files.layout', id, layout FROM etl.files
    UNION ALL
    SELECT 'etl.files.status', id, status FROM etl.files
    UNION ALL
    SELECT 'etl.files.code', id, code FROM etl.files
    UNION ALL
    SELECT 'etl.files.reason', id, reason FROM etl.files
    UNION ALL
    SELECT 'etl.branch_days.code', file_id, code FROM etl.branch_days
    UNION ALL
    SELECT 'etl.branch_days.branch_written', file_id, branch_written FROM etl.branch_days
    UNION ALL
    SELECT 'etl.rejects.column_name', file_id, column_name FROM etl.rejects
    UNION ALL
    SELECT 'etl.rejects.code', file_id, code FROM etl.rejects
    UNION ALL
    SELECT 'etl.rejects.reason', file_id, reason FROM etl.rejects
    UNION ALL
    SELECT 'etl.schema_version.program', version, program FROM etl.schema_version
    UNION ALL
    SELECT 'etl.names.kind', run_id, kind FROM etl.names
    UNION ALL
    SELECT 'etl.names.written', run_id, written FROM etl.names
    UNION ALL
    SELECT 'etl.names.meant', run_id, meant FROM etl.names
    UNION ALL
    SELECT 'etl.renamed.kind', id, kind FROM etl.renamed
    UNION ALL
    SELECT 'etl.renamed.name', id, name FROM etl.renamed
    UNION ALL
    SELECT 'etl.secrets.name', NULL, name FROM etl.secrets
    UNION ALL
    SELECT 'etl.contents.name', NULL, name FROM etl.contents
    UNION ALL
    SELECT 'etl.contents.engine', NULL, engine FROM etl.contents
),
distinct_texts AS MATERIALIZED (
    SELECT place, min(id) AS id, words FROM texts GROUP BY ALL
)
SELECT concat(place, ' ', id)
FROM distinct_texts
WHERE regexp_matches(
    regexp_replace(
        CASE
            WHEN place LIKE 'etl.%' THEN regexp_replace(  -- twice: neighbours share the character between them
                regexp_replace(translate(words, '/\', 'xx'), $moment, ' x \1\2', 'g'), $moment, ' x \1\2', 'g'
            )
            ELSE words
        END,
        $between,
        '',
        'g'
    ),
    $digits
)
ORDER BY ALL;
