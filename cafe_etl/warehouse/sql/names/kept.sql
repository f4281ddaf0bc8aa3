-- The names of a kind that sales or items would have without renames.
-- Returns: one row per name, oldest first.
SELECT name FROM etl.renamed WHERE kind = $kind GROUP BY name ORDER BY min(id), name;
