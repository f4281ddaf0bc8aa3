-- The view `named`: the names in use of every sale and item, those that were replaced too.
-- Returns: one row per kind and sale (branch, payment) or item (product, size, flavour) that has such a name.
CREATE OR REPLACE TEMP VIEW named AS
WITH sale AS (
    SELECT id, branch_id, payment_id FROM transactions
    UNION ALL
    SELECT id, branch_id, payment_id FROM etl.replaced_transactions
), item AS (
    SELECT id, product_id FROM purchase_history
    UNION ALL
    SELECT id, product_id FROM etl.replaced_purchase_history
)
SELECT 'branch' AS kind, sale.id, branch.name
FROM sale
JOIN branches AS branch ON branch.id = sale.branch_id
UNION ALL
SELECT 'payment', sale.id, payment.method
FROM sale
JOIN payments AS payment ON payment.id = sale.payment_id
UNION ALL
SELECT 'product', item.id, product.name
FROM item
JOIN products AS product ON product.id = item.product_id
UNION ALL
SELECT 'flavour', item.id, product.flavour
FROM item
JOIN products AS product ON product.id = item.product_id
WHERE product.flavour IS NOT NULL
UNION ALL
SELECT 'size', item.id, size.name
FROM item
JOIN products AS product ON product.id = item.product_id
JOIN sizes AS size ON size.id = product.size_id;
