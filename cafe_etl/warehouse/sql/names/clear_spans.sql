-- Make room for what files brought for their branches, of files whose branches were renamed.
DELETE FROM etl.spans
WHERE file_id IN (
    SELECT sale.file_id
    FROM (SELECT id, file_id FROM transactions UNION ALL SELECT id, file_id FROM etl.replaced_transactions) AS sale
    SEMI JOIN (SELECT id FROM etl.renamed WHERE kind = 'branch') AS kept ON kept.id = sale.id
);
