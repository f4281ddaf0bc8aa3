-- Sales of the files that are undone, in the tables or among the replaced, a row each; `heir` is the file that says the
-- sale too and has it from now on, null where none does.
-- In: the files.
CREATE OR REPLACE TEMP TABLE undone AS
SELECT sale.id, sale.is_replaced, min(said.file_id) AS heir
FROM (
    SELECT id, file_id, false AS is_replaced FROM transactions WHERE list_contains(CAST($file_id AS INTEGER[]), file_id)
    UNION ALL
    SELECT id, file_id, true FROM etl.replaced_transactions WHERE list_contains(CAST($file_id AS INTEGER[]), file_id)
) AS sale
LEFT JOIN (
    SELECT file_id, first_id, last_id FROM etl.said_again WHERE NOT list_contains(CAST($file_id AS INTEGER[]), file_id)
) AS said ON sale.id BETWEEN said.first_id AND said.last_id
GROUP BY sale.id, sale.is_replaced;
