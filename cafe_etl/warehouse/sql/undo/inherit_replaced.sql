-- Give heirs the sales that were replaced.
UPDATE etl.replaced_transactions
SET file_id = undone.heir
FROM undone
WHERE replaced_transactions.id = undone.id AND undone.heir IS NOT NULL;
