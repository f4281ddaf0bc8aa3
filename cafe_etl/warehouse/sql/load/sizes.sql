-- Number the new sizes from the highest id on.
INSERT INTO sizes (id, name)
SELECT (SELECT coalesce(max(id), 0) FROM sizes) + row_number() OVER (ORDER BY staged.id), staged.name
FROM staged_sizes AS staged
ANTI JOIN sizes AS known ON known.name = staged.name;
