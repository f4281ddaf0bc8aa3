-- Number the new sizes from the highest id on that was ever used.
INSERT INTO sizes (id, name)
SELECT used.highest_id + row_number() OVER (ORDER BY staged.id), staged.name
FROM (SELECT min(id) AS id, name FROM staged_sizes GROUP BY name) AS staged
ANTI JOIN sizes AS known ON known.name = staged.name
CROSS JOIN (
    SELECT coalesce(max(id), 0) AS highest_id
    FROM (SELECT id FROM sizes UNION ALL SELECT highest_id FROM etl.contents WHERE name = 'sizes')
) AS used;
