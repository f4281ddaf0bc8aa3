-- No text holds as many digits as a card number; a moment in a file's name, such as 20210825090000, is none.
-- Returns: one row per text that does: its table and column, and the id of its row or its file.
-- Blanks and dashes of every kind are made one dash first: a pattern that allows them all takes long to be compiled.
SELECT concat(place, ' ', id)
FROM (
    SELECT place, id, regexp_replace(words, '[\s\p{Pd}]', '-', 'g') AS words
    FROM (
        SELECT 'branches.name' AS place, id, name AS words FROM branches
        UNION ALL
        SELECT 'payments.method', id, method FROM payments
        UNION ALL
        SELECT 'sizes.name', id, name FROM sizes
        UNION ALL
        SELECT 'products.name', id, name FROM products
        UNION ALL
        SELECT 'products.flavour', id, flavour FROM products
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
        SELECT 'etl.rejects.column_name', file_id, column_name FROM etl.rejects
        UNION ALL
        SELECT 'etl.rejects.code', file_id, code FROM etl.rejects
        UNION ALL
        SELECT 'etl.rejects.reason', file_id, reason FROM etl.rejects
        UNION ALL
        SELECT 'etl.schema_version.program', version, program FROM etl.schema_version
        UNION ALL
        SELECT 'etl.contents.name', NULL, name FROM etl.contents
        UNION ALL
        SELECT 'etl.contents.engine', NULL, engine FROM etl.contents
    )
    WHERE regexp_matches(words, '\d(?:[\s\p{Pd}]*\d){11}')
)
WHERE regexp_matches(
    CASE
        WHEN place LIKE 'etl.%' THEN regexp_replace(  -- twice: neighbours share the character between them
            regexp_replace(
                words,
                '(^|\D)(?:(?:19|20)\d\d-?[01]\d-?[0-3]\d|[0-3]\d-?[01]\d-?(?:19|20)\d\d)[T-]?[0-2]\d[:-]?[0-5]\d(?:[:-]?[0-5]\d)?($|\D)',
                ' x ',
                'g'
            ),
            '(^|\D)(?:(?:19|20)\d\d-?[01]\d-?[0-3]\d|[0-3]\d-?[01]\d-?(?:19|20)\d\d)[T-]?[0-2]\d[:-]?[0-5]\d(?:[:-]?[0-5]\d)?($|\D)',
            ' x ',
            'g'
        )
        ELSE words
    END,
    '\d(?:-*\d){11}'
)
ORDER BY ALL;
