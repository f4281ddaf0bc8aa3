-- By what methods sales were paid, made or completed ones.
INSERT INTO sale_payments (transaction_id, payment_id, amount, method_written)
SELECT
    coalesce(told.itemised_id, made.id),
    method.id,
    sum(part.amount),
    nullif(any_value(part.method), any_value(method.meant))
FROM told_now AS told
JOIN etl.told_payments AS part ON part.sale_key = told.sale_key AND part.file_id = told.file_id
JOIN told_called AS method ON method.kind = 'payment' AND method.written = part.method
LEFT JOIN told_made AS made ON made.sale_key = told.sale_key
ANTI JOIN sale_payments AS known ON known.transaction_id = coalesce(told.itemised_id, made.id)
WHERE coalesce(told.itemised_id, made.id) IS NOT NULL
GROUP BY coalesce(told.itemised_id, made.id), method.id;
