-- Number the new branches from the highest id on.
INSERT INTO branches (id, name)
SELECT (SELECT coalesce(max(id), 0) FROM branches) + row_number() OVER (ORDER BY staged.id), staged.name
FROM staged_branches AS staged
ANTI JOIN branches AS known ON known.name = staged.name;
