-- Number the new payments from the highest id on that was ever used.
INSERT INTO payments (id, method)
SELECT used.highest_id + row_number() OVER (ORDER BY staged.id), staged.method
FROM (SELECT min(id) AS id, method FROM staged_payments GROUP BY method) AS staged
ANTI JOIN payments AS known ON known.method = staged.method
CROSS JOIN (
    SELECT coalesce(max(id), 0) AS highest_id
    FROM (SELECT id FROM payments UNION ALL SELECT highest_id FROM etl.contents WHERE name = 'payments')
) AS used;
