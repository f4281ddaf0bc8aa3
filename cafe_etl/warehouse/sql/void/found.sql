-- Sales in the tables that a file calls void, with the first file that does; `same_id` is the sale of the same number that
-- went before for this reason: the file says that one too.
-- In: the highest ids of a file and of a sale of which nothing is new.
CREATE OR REPLACE TEMP TABLE void_found AS
WITH void AS (
    SELECT detail.transaction_id, detail.sale_key, min(void.file_id) AS void_by
    FROM etl.void_sales AS void
    JOIN sale_details AS detail ON detail.sale_key = void.sale_key
    WHERE void.file_id > $file OR detail.transaction_id > $sale
    GROUP BY detail.transaction_id, detail.sale_key
), went AS (
    SELECT detail.sale_key, min(sale.id) AS id
    FROM etl.replaced_transactions AS sale
    JOIN etl.replaced_sale_details AS detail ON detail.transaction_id = sale.id
    JOIN etl.void_sales AS void ON void.sale_key = detail.sale_key AND void.file_id = sale.replaced_by
    GROUP BY detail.sale_key
)
SELECT
    sale.id,
    sale.file_id,
    sale.branch_id,
    sale.date_time,
    sale.total_price,
    void.void_by,
    went.id AS same_id
FROM void
JOIN transactions AS sale ON sale.id = void.transaction_id
LEFT JOIN went ON went.sale_key = void.sale_key;
