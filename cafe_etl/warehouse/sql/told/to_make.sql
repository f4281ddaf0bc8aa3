-- Sales to be made of what is told without items and has none in the tables, with their ids.
-- In: the highest id of a sale that was ever used.
CREATE OR REPLACE TEMP TABLE told_made AS
SELECT
    $highest + row_number() OVER (ORDER BY told.file_id, told.date_time, told.sale_key) AS id,
    told.*,
    branch.id AS branch_id,
    payment.id AS payment_id
FROM told_now AS told
JOIN told_called AS branch ON branch.kind = 'branch' AND branch.written = told.branch
LEFT JOIN told_called AS payment ON payment.kind = 'payment' AND payment.written = told.payment
ANTI JOIN sale_details AS known ON known.sale_key = told.sale_key
WHERE told.total_price IS NOT NULL;
