-- What is in each table now; of the facts only rows from these ids on.
-- Returns: one row per table: its name, rows, highest id (null where rows have none) and fingerprint.
SELECT 'branches' AS name, count(*) AS row_count, max(id) AS highest_id, bit_xor(hash(entry)) AS fingerprint
FROM branches AS entry
UNION ALL
SELECT 'payments', count(*), max(id), bit_xor(hash(entry)) FROM payments AS entry
UNION ALL
SELECT 'sizes', count(*), max(id), bit_xor(hash(entry)) FROM sizes AS entry
UNION ALL
SELECT 'products', count(*), max(id), bit_xor(hash(entry)) FROM products AS entry
UNION ALL
SELECT 'transactions', count(*), max(id), bit_xor(hash(entry)) FROM transactions AS entry WHERE id >= $from_sale
UNION ALL
SELECT 'purchase_history', count(*), max(id), bit_xor(hash(entry)) FROM purchase_history AS entry WHERE id >= $from_item
UNION ALL
SELECT 'sale_details', count(*), NULL, bit_xor(hash(entry)) FROM sale_details AS entry
UNION ALL
SELECT 'sale_payments', count(*), NULL, bit_xor(hash(entry)) FROM sale_payments AS entry
UNION ALL
SELECT 'item_details', count(*), NULL, bit_xor(hash(entry)) FROM item_details AS entry
UNION ALL
SELECT 'etl.schema_version', count(*), NULL, bit_xor(hash(entry)) FROM etl.schema_version AS entry
UNION ALL
SELECT 'etl.runs', count(*), max(id), bit_xor(hash(entry)) FROM etl.runs AS entry
UNION ALL
SELECT 'etl.files', count(*), max(id), bit_xor(hash(entry)) FROM etl.files AS entry
UNION ALL
SELECT 'etl.branch_days', count(*), NULL, bit_xor(hash(entry)) FROM etl.branch_days AS entry
UNION ALL
SELECT 'etl.said_again', count(*), NULL, bit_xor(hash(entry)) FROM etl.said_again AS entry
UNION ALL
SELECT 'etl.rejects', count(*), NULL, bit_xor(hash(entry)) FROM etl.rejects AS entry
UNION ALL
SELECT 'etl.replaced_transactions', count(*), NULL, bit_xor(hash(entry)) FROM etl.replaced_transactions AS entry
UNION ALL
SELECT 'etl.replaced_purchase_history', count(*), NULL, bit_xor(hash(entry))
FROM etl.replaced_purchase_history AS entry
UNION ALL
SELECT 'etl.replaced_sale_details', count(*), NULL, bit_xor(hash(entry)) FROM etl.replaced_sale_details AS entry
UNION ALL
SELECT 'etl.replaced_sale_payments', count(*), NULL, bit_xor(hash(entry)) FROM etl.replaced_sale_payments AS entry
UNION ALL
SELECT 'etl.replaced_item_details', count(*), NULL, bit_xor(hash(entry)) FROM etl.replaced_item_details AS entry
UNION ALL
SELECT 'etl.secrets', count(*), NULL, bit_xor(hash(entry)) FROM etl.secrets AS entry
UNION ALL
SELECT 'etl.told_sales', count(*), NULL, bit_xor(hash(entry)) FROM etl.told_sales AS entry
UNION ALL
SELECT 'etl.told_payments', count(*), NULL, bit_xor(hash(entry)) FROM etl.told_payments AS entry
UNION ALL
SELECT 'etl.told_again', count(*), NULL, bit_xor(hash(entry)) FROM etl.told_again AS entry
UNION ALL
SELECT 'etl.void_sales', count(*), NULL, bit_xor(hash(entry)) FROM etl.void_sales AS entry
UNION ALL
SELECT 'etl.names', count(*), NULL, bit_xor(hash(entry)) FROM etl.names AS entry
UNION ALL
SELECT 'etl.renamed', count(*), NULL, bit_xor(hash(entry)) FROM etl.renamed AS entry;
