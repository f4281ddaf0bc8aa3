-- Keep the sales of files that are being replaced; each parameter is a list, one value per file.
INSERT INTO etl.replaced_transactions (id, date_time, branch_id, payment_id, total_price)
SELECT sale.id, sale.date_time, sale.branch_id, sale.payment_id, sale.total_price
FROM transactions AS sale
SEMI JOIN (
    SELECT unnest(range(first_id, last_id + 1)) AS id
    FROM (SELECT unnest(CAST($first_id AS BIGINT[])) AS first_id, unnest(CAST($last_id AS BIGINT[])) AS last_id)
) AS member ON member.id = sale.id;
