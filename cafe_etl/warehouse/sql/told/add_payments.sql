-- Enter by what methods sales were paid that new files tell without their items.
INSERT INTO etl.told_payments (file_id, sale_key, method, amount)
SELECT part.file_id, part.sale_key, part.method, part.amount
FROM staged_told_payments AS part
ANTI JOIN told_again AS again ON again.file_id = part.file_id AND again.sale_key = part.sale_key;
