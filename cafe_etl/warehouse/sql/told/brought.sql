-- What sales of new files were made, because nobody tells their items.
-- In: the highest id of a file that is not new.
-- Returns: one row per file, branch and day that has any: the columns of a Span.
SELECT
    sale.file_id,
    branch.name,
    CAST(sale.date_time AS DATE) AS day,
    count(*) AS sales,
    CAST(0 AS DECIMAL(18,3)) AS items,
    CAST(sum(sale.total_price) AS DECIMAL(18,2)) AS takings,
    0 AS mismatches,
    min(sale.date_time) AS first_sale,
    max(sale.date_time) AS last_sale,
    count(*) FILTER (WHERE sale.is_refund) AS refunds
FROM transactions AS sale
SEMI JOIN etl.told_sales AS told ON told.sale_id = sale.id AND told.is_made
JOIN branches AS branch ON branch.id = sale.branch_id
WHERE sale.file_id > $file
GROUP BY ALL
ORDER BY ALL;
