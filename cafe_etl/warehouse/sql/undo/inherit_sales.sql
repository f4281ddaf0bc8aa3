-- Give heirs their sales.
UPDATE transactions SET file_id = undone.heir FROM undone WHERE transactions.id = undone.id AND undone.heir IS NOT NULL;
