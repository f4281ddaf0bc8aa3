-- What undone files told and others have told in the same words since: it is theirs from now on.
CREATE OR REPLACE TEMP TABLE told_heirs AS
SELECT told.id, told.file_id, told.sale_key, told.sale_id, told.is_made, min(again.file_id) AS heir
FROM etl.told_sales AS told
JOIN etl.told_again AS again ON told.id BETWEEN again.first_id AND again.last_id
WHERE list_contains(CAST($file_id AS INTEGER[]), told.file_id)
GROUP BY ALL;
