-- By what methods sales were paid, made or completed ones, of which no single method is known: an export of payments says
-- it rather than one of sales.
INSERT INTO sale_payments (transaction_id, payment_id, amount, method_written)
SELECT part.sale_id, method.id, sum(part.amount), nullif(any_value(part.method), any_value(method.meant))
FROM (
    SELECT sale.id AS sale_id, part.method, part.amount
    FROM told_now AS told
    JOIN etl.told_payments AS part ON part.sale_key = told.sale_key AND part.file_id = told.file_id
    JOIN sale_details AS detail ON detail.sale_key = told.sale_key
    JOIN transactions AS sale ON sale.id = detail.transaction_id AND sale.payment_id IS NULL
    QUALIFY dense_rank() OVER (PARTITION BY told.sale_key ORDER BY told.total_price IS NOT NULL) = 1
) AS part
JOIN told_called AS method ON method.kind = 'payment' AND method.written = part.method
ANTI JOIN sale_payments AS known ON known.transaction_id = part.sale_id
GROUP BY part.sale_id, method.id;
