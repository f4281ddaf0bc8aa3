-- How the items lie from an id on, one row: one pass over the table, which the checks share.
-- in_order: each id is higher than the one that lies before it; sales_are_in_order, sales_are_unbroken: the sale's id is
-- as high or higher, and by one at most.
CREATE OR REPLACE TEMP TABLE items_seen AS
SELECT
    coalesce(min(step) > 0, true) AS in_order,
    min(transaction_id) AS lowest_sale,
    max(transaction_id) AS highest_sale,
    coalesce(min(sale_step) >= 0, true) AS sales_are_in_order,
    coalesce(min(sale_step) >= 0 AND max(sale_step) <= 1, true) AS sales_are_unbroken,
    count(*) AS items,
    sum(quantity) AS quantity,
    min(quantity) AS lowest_quantity,
    min(unit_price) AS lowest_price,
    min(product_id) AS lowest_product,
    max(product_id) AS highest_product
FROM (
    SELECT
        transaction_id,
        product_id,
        quantity,
        unit_price,
        id - lag(id) OVER () AS step,
        transaction_id - lag(transaction_id) OVER () AS sale_step
    FROM purchase_history
    WHERE id >= $from_item
);
