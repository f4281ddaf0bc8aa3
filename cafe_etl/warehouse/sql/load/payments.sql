-- Number the new payments from the highest id on.
INSERT INTO payments (id, method)
SELECT (SELECT coalesce(max(id), 0) FROM payments) + row_number() OVER (ORDER BY staged.id), staged.method
FROM staged_payments AS staged
ANTI JOIN payments AS known ON known.method = staged.method;
