-- Enter what the names of sales and items are without renames.
INSERT INTO etl.renamed (kind, id, name)
SELECT kind, id, name FROM staged_renamed;
