-- Which checks have to look at the facts, or at what few warehouses have, row by row.
-- Returns: one row with a column for each such check, false where what was seen of the facts says that it holds.
-- Where as many rows exist as there are ids from the lowest to the highest, each id between is one's.
WITH sale AS (
    SELECT
        count(*) AS files,
        coalesce(sum(sales), 0) AS sales,
        min(lowest) AS lowest,
        max(highest) AS highest,
        coalesce(bool_and(in_order), true) AS in_order,
        coalesce(bool_and(is_unbroken), true) AS is_unbroken,
        coalesce(bool_or(has_refund), false) AS has_refund,
        min(lowest_branch) AS lowest_branch,
        max(highest_branch) AS highest_branch,
        min(lowest_payment) AS lowest_payment,
        max(highest_payment) AS highest_payment
    FROM sales_seen
), branch AS (
    SELECT min(id) AS lowest, max(id) AS highest, count(*) = max(id) - min(id) + 1 AS is_whole FROM branches
), payment AS (
    SELECT min(id) AS lowest, max(id) AS highest, count(*) = max(id) - min(id) + 1 AS is_whole FROM payments
), product AS (
    SELECT min(id) AS lowest, max(id) AS highest, count(*) = max(id) - min(id) + 1 AS is_whole FROM products
), told AS (
    SELECT
        EXISTS (FROM sale_details) AS has_sale_details,
        EXISTS (FROM sale_payments) AS has_payments,
        EXISTS (FROM item_details) AS has_item_details,
        EXISTS (FROM item_details WHERE fraction <> 0) AS has_weighed,
        EXISTS (FROM etl.said_again) AS has_said_again,
        EXISTS (FROM etl.renamed) AS has_renamed
)
SELECT
    NOT (sale.in_order AND item.in_order) AS keys_are_unique,
    item.items > 0 AND NOT coalesce(
        sale.is_unbroken AND item.lowest_sale >= sale.lowest AND item.highest_sale <= sale.highest,
        false
    ) AS items_belong_to_sales,
    sale.sales > 0 AND NOT coalesce(
        item.sales_are_unbroken AND item.lowest_sale <= sale.lowest AND item.highest_sale >= sale.highest,
        false
    ) AS sales_have_items,
    sale.sales > 0 AND NOT (
        coalesce(branch.is_whole AND sale.lowest_branch >= branch.lowest AND sale.highest_branch <= branch.highest, false)
        AND coalesce(
            sale.lowest_payment IS NULL
            OR (
                payment.is_whole
                AND sale.lowest_payment >= payment.lowest
                AND sale.highest_payment <= payment.highest
            ),
            false
        )
    ) AS sales_have_their_dimensions,
    item.items > 0 AND NOT coalesce(
        product.is_whole
        AND item.lowest_product >= product.lowest
        AND item.highest_product <= product.highest
        AND item.lowest_price >= 0
        AND item.lowest_quantity >= 1
        AND NOT sale.has_refund
        AND NOT told.has_weighed,
        false
    ) AS items_have_products,
    told.has_sale_details OR told.has_payments OR told.has_item_details AS details_belong_to_facts,
    told.has_sale_details AS sale_keys_are_unique,
    told.has_said_again AS said_sales_exist,
    told.has_renamed AS renames_are_kept
FROM sale
CROSS JOIN items_seen AS item
CROSS JOIN branch
CROSS JOIN payment
CROSS JOIN product
CROSS JOIN told;
