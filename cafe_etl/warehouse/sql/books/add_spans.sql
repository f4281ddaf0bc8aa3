-- Enter what files brought for their branches: each parameter is a list, one value per file and branch.
INSERT INTO etl.spans (file_id, branch_id, sales, items, takings, first_sale, last_sale)
SELECT span.file_id, branch.id, span.sales, span.items, span.takings, span.first_sale, span.last_sale
FROM (
    SELECT
        unnest(CAST($file_id AS INTEGER[])) AS file_id,
        unnest(CAST($branch AS VARCHAR[])) AS branch,
        unnest(CAST($sales AS BIGINT[])) AS sales,
        unnest(CAST($items AS DECIMAL(18,3)[])) AS items,
        unnest(CAST($takings AS DECIMAL(18,2)[])) AS takings,
        unnest(CAST($first_sale AS TIMESTAMP[])) AS first_sale,
        unnest(CAST($last_sale AS TIMESTAMP[])) AS last_sale
) AS span
JOIN branches AS branch ON branch.name = span.branch;
